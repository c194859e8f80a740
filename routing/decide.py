"""From what was understood to a verdict, with the reasons in the order in which the rules spoke.

The engine does not decide: thresholds, the gap between first and second, and "no canned answer to an angry customer" are here.
Irony is a reproach too: no courtesy and no canned answer goes to who means the contrary of their praise.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from charter.charter import LIGHT, SPECIAL, Charter
from charter.faq import FaqEntry
from conversations.change import Decision, Verdict
from conversations.events import Reason
from conversations.message import Visibility
from conversations.understanding import Danger, Heat, Score, Understanding, Wish
from routing import further_requests, triggers
from routing.context import Context, Heard
from routing.suspicion import with_suspicion
from routing.triggers import Pulled


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules stand on: the charter on a day of the brand, where the message was said, and the triggers it pulled."""

    charter: Charter
    visibility: Visibility
    today: date
    pulled: tuple[Pulled, ...] = ()

    def entry(self, id: str) -> FaqEntry | None:
        """The FAQ entry of that id, if it may be used today."""
        found = self.charter.entry(id)
        return found if found is not None and found.valid_on(self.today) else None

    def department(self, kind: str | None = None) -> str | None:
        """Who takes a message that pulled a trigger (of that kind), if the trigger says so."""
        named = (p.trigger.department for p in self.pulled if kind in (None, p.trigger.kind))
        return next((id for id in named if id is not None and self.charter.is_department(id)), None)


MOSTLY = 0.5
"""So likely must a message be a courtesy of whatever kind for one in reply: nobody reads it then."""

A_GUESS = 0.05
"""A department that is less likely than that has no more to do with a message than the default one."""

Rule = Callable[[Understanding, Ground], Decision | None]


def ground(heard: Heard, context: Context) -> Ground:
    """The ground of a decision on what was heard."""
    charter = context.charter
    today = context.now.astimezone(ZoneInfo(charter.hours.timezone)).date()
    return Ground(charter, heard.visibility, today, triggers.pulled(heard.text, charter))


def decide(understanding: Understanding, on: Ground) -> Decision:
    """What to do with a message that was understood so: the first rule with an opinion decides, then on further requests."""
    nothing = _route(on.charter.default_department, Reason("nothing_recognised", _figures(understanding)))
    found = next((decision for rule in RULES if (decision := rule(understanding, on)) is not None), nothing)
    found = with_suspicion(found, understanding, on.charter)
    ironic = (Reason("perhaps_irony"),) if understanding.irony else ()
    found = replace(found, reasons=(*(pulled.reason for pulled in on.pulled), *found.reasons, *ironic))
    return further_requests.with_further(found, understanding, on.charter, on.entry)


def _danger(u: Understanding, on: Ground) -> Decision | None:
    if u.danger is None:
        return None
    product = on.charter.danger_department or on.charter.default_department
    usual = product if u.danger is Danger.PRODUCT else on.charter.default_department
    named = on.department("danger") if u.danger in (Danger.PRODUCT, Danger.OTHER) else None
    return _route(named or usual, Reason("danger", {"source": u.danger.value}))


def _engine_failed(u: Understanding, on: Ground) -> Decision | None:
    return _route(on.charter.default_department, Reason("engine_failed")) if u.failed else None


def _no_words(u: Understanding, on: Ground) -> Decision | None:
    return _route(on.charter.default_department, Reason("no_words")) if u.best is None else None


def _unknown_language(u: Understanding, on: Ground) -> Decision | None:
    if not u.foreign_to(on.charter.languages):
        return None
    return _route(on.charter.default_department, Reason("unknown_language", {"language": u.language}))


def _dated_act(u: Understanding, on: Ground) -> Decision | None:
    if u.dated_act is None:
        return None
    department = on.charter.holder(on.charter.act_rule(u.dated_act).department)
    return _route(department, Reason("dated_act", {"act": u.dated_act}))


def _trigger(_: Understanding, on: Ground) -> Decision | None:
    department = on.department()
    return _route(department) if department else None


def _threat(u: Understanding, on: Ground) -> Decision | None:
    if u.heat is not Heat.THREAT:
        return None
    return _route(on.charter.default_department, Reason("threat"))


def _person(u: Understanding, _: Ground) -> Decision | None:
    return Decision(Verdict("humain"), (Reason("asks_for_a_person"),)) if u.wish in (Wish.PERSON, Wish.SUPERIOR) else None


def _resembling(u: Understanding, on: Ground) -> Decision | None:
    """What is written in a FAQ entry answers a calm question that the classifier does not know well: it had few examples."""
    confidence, best, found = on.charter.confidence, _best(u), next(iter(u.faq), None)
    if u.also:
        return None  # several requests resemble none of the answers well
    if found is None or found.confidence < confidence.resembles or u.vexed or on.entry(found.id) is None:
        return None
    if best.confidence >= confidence.answer:
        if best.id == found.id and u.scope >= confidence.in_scope:
            return None  # the classifier says the same, and is sure
        if on.charter.entry(best.id) is None:
            return None  # clearly a department's, or something else than a question
    reason = Reason("resembles", {"faq": found.id, "confidence": round(found.confidence, 3), **_figures(u)})
    return Decision(Verdict("faq", found.id), (reason,))


def _foreign(u: Understanding, on: Ground) -> Decision | None:
    best = _best(u)
    if u.scope >= on.charter.confidence.in_scope or best.id in SPECIAL or best.id in LIGHT:
        return None
    if on.charter.is_department(best.id) and best.confidence >= on.charter.confidence.answer:
        return None  # strange words about a real trouble: rather a person too many than silence
    reason = Reason("out_of_scope", {"scope": round(u.scope, 3), "least": on.charter.confidence.in_scope})
    if on.visibility is Visibility.PUBLIC and not u.vexed:
        return Decision(Verdict("hors_sujet"), (reason,))
    return _route(on.charter.default_department, reason)


def _special(u: Understanding, on: Ground) -> Decision | None:
    best = _best(u)
    if best.id not in SPECIAL or best.confidence < on.charter.confidence.route:
        return None
    if best.id == "hors_sujet" and u.heat >= Heat.ANGRY:
        return _route(on.charter.default_department, Reason("angry_is_never_off_topic", {"heat": u.heat.word}))
    if best.id == "hors_sujet" and u.irony and on.visibility is Visibility.PRIVATE:
        return _route(on.charter.default_department)  # in public it may be a jest that asks nothing of us
    if best.id == "insulte" and u.heat is Heat.CALM:
        # Clumsy or misspelt words resemble insults: nobody is rebuked, or left out of the figures, for those.
        return _route(on.charter.default_department, Reason("insult_without_heat", _figures(u)))
    return Decision(Verdict(best.id), (Reason("intent", _figures(u)),))


def _light(u: Understanding, on: Ground) -> Decision | None:
    best = _best(u)
    if best.id not in LIGHT or best.confidence < on.charter.confidence.route:
        return None
    if u.vexed:
        return _route(_likeliest_department(u, on.charter), *_in_heat("praise_with_heat_is_irony", u))
    courtesy = sum(score.confidence for score in u.intents if score.id in LIGHT)
    if u.perhaps or courtesy < MOSTLY:
        return _route(_likeliest_department(u, on.charter), Reason("more_than_a_courtesy", _figures(u)))
    return Decision(Verdict("light", best.id), (Reason("intent", _figures(u)),))


def _faq(u: Understanding, on: Ground) -> Decision | None:
    best = _best(u)
    entry = on.charter.entry(best.id)
    if entry is None:
        return None
    if on.entry(best.id) is None:
        department = entry.department or _likeliest_department(u, on.charter)
        return _route(department, Reason("answer_not_valid_today", {"faq": best.id}))
    if u.vexed:
        department = entry.department or _likeliest_department(u, on.charter)
        return _route(department, *_in_heat("no_canned_answer_in_heat", u, faq=best.id))
    confidence = on.charter.confidence
    if best.confidence < confidence.answer or _gap(u) < confidence.gap:
        return None
    return Decision(Verdict("faq", best.id), (Reason("intent", _figures(u)),))


def _department(u: Understanding, on: Ground) -> Decision | None:
    best = _best(u)
    if not on.charter.is_department(best.id) or best.confidence < on.charter.confidence.route:
        return None
    return _route(best.id, Reason("intent", _figures(u)))


def _clarify(u: Understanding, on: Ground) -> Decision | None:
    known = [s for s in u.intents if on.entry(s.id) or on.charter.is_department(s.id)]
    likely = [s.id for s in known if s.confidence >= on.charter.confidence.clarify][:3]
    if len(likely) < 2 or u.vexed or on.visibility is Visibility.PUBLIC:
        return None
    return Decision(Verdict("clarify", choices=tuple(likely)), (Reason("several_are_likely", _figures(u)),))


def _likely_department(u: Understanding, on: Ground) -> Decision | None:
    best = _best(u)
    entry = on.entry(best.id)
    if entry is not None and entry.department and best.confidence >= on.charter.confidence.clarify:
        return _route(entry.department, Reason("unsure_of_the_answer", _figures(u)))
    return None


RULES: tuple[Rule, ...] = (
    _danger,
    _dated_act,
    _trigger,
    _engine_failed,
    _no_words,
    _threat,
    _person,
    _unknown_language,
    _resembling,
    _foreign,
    _special,
    _light,
    _faq,
    _department,
    _clarify,
    _likely_department,
)
"""The rules, in the order in which they are asked."""


def _route(department: str, *reasons: Reason) -> Decision:
    return Decision(Verdict("route", department), reasons)


def _in_heat(rule: str, u: Understanding, **figures: str) -> tuple[Reason, ...]:
    """The reason of a rule that heat calls; of irony alone `decide` gives its own."""
    return (Reason(rule, {"heat": u.heat.word, **figures}),) if u.heat >= Heat.ANNOYED else ()


def _best(u: Understanding) -> Score:
    """The likeliest intent; the rule for no words has spoken before, so there is one."""
    return u.intents[0]


def _gap(u: Understanding) -> float:
    return u.intents[0].confidence - u.intents[1].confidence if len(u.intents) > 1 else 1.0


def _likeliest_department(u: Understanding, charter: Charter) -> str:
    found = (score.id for score in u.intents if charter.is_department(score.id) and score.confidence >= A_GUESS)
    return next(found, charter.default_department)


def _figures(u: Understanding) -> dict[str, str | float | bool | None]:
    figures: dict[str, str | float | bool | None] = {"scope": round(u.scope, 3)}
    for name, score in zip(("first", "second"), u.intents, strict=False):
        figures[name] = score.id
        figures[f"{name}_confidence"] = round(score.confidence, 3)
    return figures

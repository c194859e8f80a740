"""From what was understood to a verdict, with the reasons in the order in which the rules spoke.

The engine does not decide: thresholds, the gap between first and second, and "no canned answer to an angry customer" are here.
"""

from collections.abc import Callable

from charter.charter import LIGHT, SPECIAL, Charter
from conversations.change import Decision, Verdict
from conversations.events import Reason
from conversations.message import Visibility
from conversations.understanding import UNKNOWN_LANGUAGE, Danger, Heat, Score, Understanding

Rule = Callable[[Understanding, Charter, Visibility], Decision | None]


def decide(understanding: Understanding, charter: Charter, visibility: Visibility) -> Decision:
    """What to do with a message that was understood so: the first rule that has an opinion decides."""
    for rule in RULES:
        found = rule(understanding, charter, visibility)
        if found is not None:
            return found
    return _route(charter.default_department, Reason("nothing_recognised", _figures(understanding)))


def _danger(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    if u.danger is None:
        return None
    product = charter.danger_department or charter.default_department
    department = product if u.danger is Danger.PRODUCT else charter.default_department
    return _route(department, Reason("danger", {"source": u.danger.value}))


def _engine_failed(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    return _route(charter.default_department, Reason("engine_failed")) if u.failed else None


def _no_words(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    if u.words and u.best is not None:
        return None
    return _route(charter.default_department, Reason("no_words"))


def _unknown_language(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    if u.language in (*charter.languages, UNKNOWN_LANGUAGE):
        return None  # names and addresses alone are in no language, and are no foreign one
    return _route(charter.default_department, Reason("unknown_language", {"language": u.language}))


def _dated_act(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    if u.dated_act is None:
        return None
    return _route(charter.default_department, Reason("dated_act", {"act": u.dated_act}))


def _threat(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    if u.heat is not Heat.THREAT:
        return None
    return _route(charter.default_department, Reason("threat"))


def _foreign(u: Understanding, charter: Charter, visibility: Visibility) -> Decision | None:
    best = _best(u)
    if u.scope >= charter.confidence.in_scope or best.id in SPECIAL or best.id in LIGHT:
        return None
    if charter.is_department(best.id) and best.confidence >= charter.confidence.answer:
        return None  # strange words about a real trouble: rather a person too many than silence
    reason = Reason("out_of_scope", {"scope": round(u.scope, 3), "least": charter.confidence.in_scope})
    if visibility is Visibility.PUBLIC and u.heat is Heat.CALM:
        return Decision(Verdict("hors_sujet"), (reason,))
    return _route(charter.default_department, reason)


def _special(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    best = _best(u)
    if best.id not in SPECIAL or best.confidence < charter.confidence.route:
        return None
    if best.id == "hors_sujet" and u.heat >= Heat.ANGRY:
        return _route(charter.default_department, Reason("angry_is_never_off_topic", {"heat": u.heat.word}))
    return Decision(Verdict(best.id), (Reason("intent", _figures(u)),))


def _light(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    best = _best(u)
    if best.id not in LIGHT or best.confidence < charter.confidence.route:
        return None
    if u.heat >= Heat.ANNOYED:
        reasons = (Reason("praise_with_heat_is_irony", {"heat": u.heat.word}),)
        return _route(_likeliest_department(u, charter), *reasons)
    return Decision(Verdict("light", best.id), (Reason("intent", _figures(u)),))


def _faq(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    best = _best(u)
    entry = charter.entry(best.id)
    if entry is None:
        return None
    if u.heat >= Heat.ANNOYED:
        department = entry.department or _likeliest_department(u, charter)
        return _route(department, Reason("no_canned_answer_in_heat", {"heat": u.heat.word, "faq": best.id}))
    confidence = charter.confidence
    if best.confidence < confidence.answer or _gap(u) < confidence.gap:
        return None
    return Decision(Verdict("faq", best.id), (Reason("intent", _figures(u)),))


def _department(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    best = _best(u)
    if not charter.is_department(best.id) or best.confidence < charter.confidence.route:
        return None
    return _route(best.id, Reason("intent", _figures(u)))


def _clarify(u: Understanding, charter: Charter, visibility: Visibility) -> Decision | None:
    known = [s for s in u.intents if charter.entry(s.id) or charter.is_department(s.id)]
    likely = [s.id for s in known if s.confidence >= charter.confidence.clarify][:3]
    if len(likely) < 2 or u.heat >= Heat.ANNOYED or visibility is Visibility.PUBLIC:
        return None
    return Decision(Verdict("clarify", choices=tuple(likely)), (Reason("several_are_likely", _figures(u)),))


def _likely_department(u: Understanding, charter: Charter, _: Visibility) -> Decision | None:
    best = _best(u)
    entry = charter.entry(best.id)
    if entry is not None and entry.department and best.confidence >= charter.confidence.clarify:
        return _route(entry.department, Reason("unsure_of_the_answer", _figures(u)))
    return None


RULES: tuple[Rule, ...] = (
    _danger,
    _engine_failed,
    _no_words,
    _unknown_language,
    _dated_act,
    _threat,
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


def _best(u: Understanding) -> Score:
    """The likeliest intent; the rule for no words has spoken before, so there is one."""
    return u.intents[0]


def _gap(u: Understanding) -> float:
    return u.intents[0].confidence - u.intents[1].confidence if len(u.intents) > 1 else 1.0


def _likeliest_department(u: Understanding, charter: Charter) -> str:
    found = (score.id for score in u.intents if charter.is_department(score.id))
    return next(found, charter.default_department)


def _figures(u: Understanding) -> dict[str, str | float | bool | None]:
    figures: dict[str, str | float | bool | None] = {"scope": round(u.scope, 3)}
    for name, score in zip(("first", "second"), u.intents, strict=False):
        figures[name] = score.id
        figures[f"{name}_confidence"] = round(score.confidence, 3)
    return figures

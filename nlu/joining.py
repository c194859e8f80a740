"""What the rules found and what was learned, as one opinion: heat, danger, dated act, irony.

Rules are exact where they speak and silent on what nobody foresaw; what was learned (`facets`) hears more and errs more. The
thresholds were chosen by cross-validation over `examples/` and on `bench/dev`: for danger recall comes first.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from conversations.understanding import Danger, Heat
from nlu.denied import Denials
from nlu.raised import ANY, NONE, named

Learned = Mapping[str, Sequence[tuple[str, float]]]
"""The labels of each facet with their probabilities, the likeliest first; without those that the model does not have."""

DANGER = 0.6
"""So likely must any danger be to be raised without a rule. Lower, and many an ordinary message wakes who is on call, until
nobody gets up for it any more; the figures of the trade-off are in docs/nlu.md."""

SUSPECTED = 0.09
"""So likely must a danger be for a person to read the message, instead of an answer that nobody looks at."""

SUSPECTED_ABROAD = 0.05
"""The same for another script: half the signs say nothing there, and a person reads the message anyway."""

ACT = 0.3
IRONY = 0.15
IRONY_BY_RULE = 0.1

ASKED_STRAIGHT, LIGHT_STRAIGHT = 2.0, 1.5
"""So much likelier must irony be where the charter has the answer, and in a courtesy or an aside: most of those mean what they
say, and whoever is thanked for nothing else should be thanked in return."""

COMMON = {Heat.CALM: 4.0, Heat.ANNOYED: 1.0, Heat.ANGRY: 0.3, Heat.THREAT: 0.35}
"""How much commoner each heat is among customers than among the sentences that teach it. A calm question that is taken for a
complaint costs its answer; between annoyed and angry less is at stake."""

LIGHT = 9.0
"""How much calmer a courtesy or an aside is than anything else: stories told in praise use the words of complaints."""

ASKED, TOLD = 2.0, 1.0
"""How much calmer a question is that the charter answers, and how much less calm what only a department can see to."""

SECOND_WORD = 4.0
"""How much less likely calm is when the rules heard a grievance: that is among what was learned from, and yet says more."""

DENIED = 50.0
"""How much calmer a text is that names trouble only to deny it, when no rule hears any elsewhere."""

SURE = 0.9
"""So likely must a danger be when the text names harm only to deny it. A threat or an act so denied is not heard at all."""

DOUBTED = 4.0
"""So many times likelier than usual must something be when some of its words are denied, others not."""

SOUR = 0.5
"""So likely must irony be for it to be a reproach, whatever the words."""

UNHEARD = 0.01
"""A rule is overruled when what it found is less likely than this."""


class Subject(NamedTuple):
    """What a text is about, as shares in 0..1: it only greets, thanks, praises or speaks of what is not ours (`light`), it asks
    what the charter answers (`asked`), or it tells what a department must see to (`told`)."""

    light: float = 0.0
    asked: float = 0.0
    told: float = 0.0


NO_SUBJECT = Subject()


def joined_heat(rules: Heat, learned: Learned, about: Subject, denied: Denials) -> Heat:
    """The heat of a text.

    A threat that the rules found stands, and without anything learned the rules decide.
    """
    if rules is Heat.THREAT or not learned.get("heat"):
        return rules
    weights = {Heat[label.upper()]: share * COMMON[Heat[label.upper()]] for label, share in learned["heat"]}
    weights[Heat.CALM] *= (1 + LIGHT * about.light + ASKED * about.asked) / (1 + TOLD * about.told)
    weights[Heat.CALM] /= 1 if rules is Heat.CALM else SECOND_WORD
    if denied.trouble == 1 and rules is Heat.CALM:
        weights[Heat.CALM] *= DENIED
    if denied.recourse:
        weights[Heat.THREAT] = weights.get(Heat.THREAT, 0.0) * (1 - denied.recourse) / DOUBTED
    return max(weights, key=weights.__getitem__)


def soured(heat: Heat, learned: Learned) -> Heat:
    """The heat of a text that may mean the contrary of what it says."""
    chance = _chance(learned, "irony")
    return heat if chance is None or chance < SOUR else max(heat, Heat.ANGRY)


def joined_danger(rules: Danger | None, learned: Learned, denied: Denials, least: float = DANGER) -> Danger | None:
    """The source of the danger, if there is one. The rules' word stands without anything learned; without theirs, the danger
    must be as likely as `least`."""
    chance = _chance(learned, "danger")
    if chance is None:
        return rules
    if not _raised(rules is not None, chance, _threshold(least, denied.harm)):
        return None
    label, share = _likeliest(learned["danger"])
    return rules if rules is not None and share <= 0.5 else Danger(label)


def joined_act(rules: str | None, learned: Learned, denied: Denials) -> str | None:
    """The name of the declared act, if there is one."""
    chance = _chance(learned, "acts")
    if chance is None or (rules is None and denied.act == 1):
        return rules
    if not _raised(rules is not None, chance, _threshold(ACT, denied.act)):
        return None
    return rules or _likeliest(learned["acts"])[0]


def joined_irony(rules: bool, learned: Learned, about: Subject = NO_SUBJECT) -> bool:
    """True when praise is meant as its contrary.

    Without a rule it must be likelier in a text that asks what the charter answers, or only thanks.
    """
    chance = _chance(learned, "irony")
    straight = 1 + ASKED_STRAIGHT * about.asked + LIGHT_STRAIGHT * about.light
    return rules if chance is None else chance >= (IRONY_BY_RULE if rules else IRONY * straight)


def _threshold(usual: float, denied: float) -> float:
    if denied == 1:
        return SURE
    return min(DOUBTED * usual, SURE) if denied else usual


def _raised(by_rule: bool, chance: float, threshold: float) -> bool:
    return chance >= (UNHEARD if by_rule else threshold)


def _chance(learned: Learned, facet: str) -> float | None:
    """How likely the facet is raised; None when nothing was learned of it."""
    chances = dict(learned.get(named(facet), ()))
    return chances.get(ANY) if learned.get(facet) else None


def _likeliest(chances: Sequence[tuple[str, float]]) -> tuple[str, float]:
    return next((label, share) for label, share in chances if label != NONE)

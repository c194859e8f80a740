"""What the rules found and what was learned, as one opinion: danger, dated act, irony.

Rules are exact where they speak and silent on what nobody foresaw; what was learned (`facets`) hears more and errs more. The
thresholds were chosen by cross-validation over `examples/` and on `bench/dev`: for danger recall comes first.
"""

from collections.abc import Sequence

from conversations.understanding import Danger

Chances = Sequence[tuple[str, float]]
"""The labels of a facet with their probabilities, the likeliest first; empty when nothing was learned."""

NONE = "none"
IRONIC = "ironic"

DANGER = 0.3
"""So likely must any danger be to be raised without a rule."""

NO_DANGER = 0.97
"""So likely must it be that there is none for a rule to be overruled."""

ACT = 0.6
NO_ACT = 0.9
IRONY = 0.25


def joined_danger(rules: Danger | None, learned: Chances) -> Danger | None:
    """The source of the danger, if there is one. The rules' word stands without anything learned."""
    if not learned:
        return rules
    none = _chance(learned, NONE)
    if rules is None:
        return _likeliest_source(learned) if 1.0 - none >= DANGER else None
    if none >= NO_DANGER:
        return None
    likeliest = _likeliest_source(learned)
    return likeliest if _chance(learned, likeliest) > 0.5 else rules


def joined_act(rules: str | None, learned: Chances) -> str | None:
    """The name of the declared act, if there is one."""
    if not learned:
        return rules
    none = _chance(learned, NONE)
    if rules is not None:
        return rules if none < NO_ACT else None
    return next(name for name, _ in learned if name != NONE) if 1.0 - none >= ACT else None


def joined_irony(rules: bool, learned: Chances) -> bool:
    """True when praise is meant as its contrary."""
    return rules or _chance(learned, IRONIC) >= IRONY


def _likeliest_source(learned: Chances) -> Danger:
    return next(Danger(name) for name, _ in learned if name != NONE)


def _chance(learned: Chances, label: str) -> float:
    return next((chance for name, chance in learned if name == label), 0.0)

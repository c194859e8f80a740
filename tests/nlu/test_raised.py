"""Whether anything is raised: what is learned as something, and what as nothing."""

from nlu.raised import ANY, NONE, named, raised
from nlu.signs import opinion

FACETS = {
    "danger": {"product": ["le mixeur fume"], "none": ["cette poêle est une bombe"]},
    "irony": {"ironic": ["bravo le retard"], "sincere": ["bravo, superbe"], "none": ["où est mon colis"]},
    "heat": {
        "calm": ["vous ouvrez quand ?", "ma bouilloire a pris feu"],
        "angry": ["vous êtes nuls"],
        "threat": ["je vous attaque"],
    },
}


def test_each_source_of_danger_is_something_and_ordinary_messages_are_nothing() -> None:
    found = raised(FACETS, opinion)[named("danger")]
    assert found[ANY] == ["le mixeur fume"]
    assert {"cette poêle est une bombe", "vous ouvrez quand ?", "vous êtes nuls"} <= set(found[NONE])


def test_an_ordinary_message_in_which_the_rules_hear_danger_teaches_nothing() -> None:
    assert "ma bouilloire a pris feu" not in raised(FACETS, opinion)[named("danger")][NONE]


def test_sincere_praise_is_no_irony_and_anger_does_not_teach_it() -> None:
    found = raised(FACETS, opinion)[named("irony")]
    assert found[ANY] == ["bravo le retard"]
    assert "bravo, superbe" in found[NONE]
    assert "vous êtes nuls" not in found[NONE]


def test_without_sentences_nothing_is_asked() -> None:
    assert raised({"heat": FACETS["heat"]}, opinion) == {}

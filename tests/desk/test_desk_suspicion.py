"""Who reads a message that may speak of a danger, or mean the contrary of what it says, sees why."""

import pytest

from conversations import events as e
from conversations.events import Reason
from desk.happened import happened
from desk.reasons import sentence
from tests.desk.test_desk_further_requests import NOW, READERS

SUSPECTED = Reason("perhaps_danger", {"source": "self_harm"})
DECIDED = e.Decided(NOW, (), "route:sav", "fr", "calm", "r1", "embedded", (SUSPECTED,), "t1")


@pytest.mark.parametrize(("language", "said"), [("fr", "peut-être un danger"), ("en", "perhaps a danger")])
def test_the_timeline_says_so(language: str, said: str) -> None:
    assert said in (happened(DECIDED, READERS[language]) or "")
    assert said in sentence(SUSPECTED, READERS[language]).lower()


def test_no_code_word_reaches_staff() -> None:
    assert all("self_harm" not in sentence(SUSPECTED, reader) for reader in READERS.values())


@pytest.mark.parametrize(("language", "said"), [("fr", "ironie"), ("en", "irony")])
def test_irony_is_given_as_a_reason(language: str, said: str) -> None:
    assert said in sentence(Reason("perhaps_irony"), READERS[language])

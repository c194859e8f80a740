"""What `recul explain` tells of a message with several requests."""

from bot.explaining import explain
from bot.release import Release
from conversations.message import Visibility
from conversations.understanding import Score
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import MONDAY

RELEASE = Release("r1", small_charter(), ScriptedEngine())


def test_further_requests_are_told_with_what_would_be_answered() -> None:
    both = understood(("livraison", 0.9), also=(Score("horaires", 0.9), Score("qualite", 0.8)))
    found = explain("deux choses", both, Visibility.PRIVATE, RELEASE, MONDAY)
    told = found.as_dict()
    assert (told["verdict"], told["also"]) == ("route:livraison", ["faq:horaires", "route:qualite"])
    assert "Réponse horaires" in told["reply"]
    assert [reason["intent"] for reason in told["reasons"] if reason["rule"] == "further_request"] == ["horaires", "qualite"]


def test_one_request_has_no_others() -> None:
    found = explain("une chose", understood(("livraison", 0.9)), Visibility.PRIVATE, RELEASE, MONDAY)
    assert found.as_dict()["also"] == []

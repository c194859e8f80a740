"""Who gets what is meant for a department in which nobody is present."""

import pytest

from charter.charter import Charter
from conversations import events as e
from routing.presence import holder
from tests.fakes.small_charter import small_charter
from tests.fakes.understood import understood
from tests.fakes.virtual_line import VirtualLine


def chain(**escalates: str) -> Charter:
    departments = small_charter().departments
    return small_charter(
        departments=tuple(one.model_copy(update={"escalates_to": escalates.get(one.id)}) for one in departments)
    )


@pytest.mark.parametrize(
    ("escalates", "away", "gets"),
    [
        pytest.param({"livraison": "qualite"}, {"qualite"}, "livraison", id="somebody is present"),
        pytest.param({"livraison": "qualite"}, {"livraison"}, "qualite", id="the next one"),
        pytest.param(
            {"livraison": "qualite", "qualite": "relation_client"},
            {"livraison", "qualite"},
            "relation_client",
            id="two further",
        ),
        pytest.param({"livraison": "qualite"}, {"livraison", "qualite"}, "livraison", id="nobody along the way: it stays"),
        pytest.param({}, {"livraison"}, "livraison", id="nowhere to escalate to: it stays"),
        pytest.param({"livraison": "qualite", "qualite": "livraison"}, {"livraison", "qualite"}, "livraison", id="in a circle"),
    ],
)
def test_the_first_department_that_is_present(escalates: dict[str, str], away: set[str], gets: str) -> None:
    assert holder(chain(**escalates), "livraison", away) == gets


def test_the_promise_is_that_of_who_stands_in() -> None:
    line = VirtualLine(charter=chain(livraison="qualite"), away=frozenset({"livraison"}))
    (reply,) = line.writes(understood(("livraison", 0.9)))
    (handed,) = [event for event in line.events if isinstance(event, e.HandedOver)]
    assert (handed.department, handed.instead_of) == ("qualite", "livraison")
    assert "service qualite" in reply.text
    assert line.conversation.department == "qualite"

"""A lease outlives its length as long as its holder works, and not a moment longer than its length after that."""

from bot.lease import Lease
from conversations.ports import Unavailable
from tests.fakes.telegram.bell import Bell

LENGTH = 0.02
PATIENCE = 10.0


class CountedLeases:
    """Grants what the test says, in order, then always; the store is down where it says None."""

    def __init__(self, *answers: bool | None) -> None:
        self.asked: list[float] = []
        self.bell = Bell()
        self._answers = list(answers)

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        """The next answer."""
        self.asked.append(seconds)
        self.bell.ring()
        answer = self._answers.pop(0) if self._answers else True
        if answer is None:
            raise Unavailable("The database has gone away.")
        return answer

    async def release(self, name: str, holder: str) -> None:
        """Nothing to do."""


async def test_work_that_lasts_longer_than_the_lease_keeps_it() -> None:
    leases = CountedLeases()
    async with Lease(leases, "l", "we", LENGTH).kept():
        assert await leases.bell.wait_until(lambda: len(leases.asked) > 8, PATIENCE)
    asked = len(leases.asked)
    assert set(leases.asked) == {LENGTH}
    assert not await leases.bell.wait_until(lambda: len(leases.asked) > asked, 4 * LENGTH)


async def test_a_store_that_is_away_for_a_moment_costs_no_lease() -> None:
    leases = CountedLeases(True, None, None)
    async with Lease(leases, "l", "we", LENGTH).kept():
        assert await leases.bell.wait_until(lambda: len(leases.asked) > 4, PATIENCE)


async def test_a_lease_that_was_lost_is_not_taken_back_behind_the_back_of_the_work() -> None:
    leases = CountedLeases(True, False)
    async with Lease(leases, "l", "we", LENGTH).kept():
        assert not await leases.bell.wait_until(lambda: len(leases.asked) > 2, 10 * LENGTH)
        assert len(leases.asked) == 2

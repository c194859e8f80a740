"""When to stop asking a server that does not answer, and when to ask it again. Pure: time is an argument."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Breaker:
    """The state of a circuit breaker. All times are seconds of one monotonic clock.

    `limit` failures in a row open it: nothing is asked for `rest` seconds. Then one call is let through every `rest`
    seconds, until one succeeds.
    """

    limit: int = 5
    rest: float = 30.0
    failures: int = 0
    retry_at: float | None = None

    def allows(self, now: float) -> bool:
        """True when the server may be asked at `now`."""
        return self.retry_at is None or now >= self.retry_at

    def asked(self, now: float) -> "Breaker":
        """The breaker once a call has begun. While open, the next trial is a rest away, so that trials never pile up."""
        return self if self.retry_at is None else replace(self, retry_at=now + self.rest)

    def succeeded(self) -> "Breaker":
        """The breaker once a call has succeeded: closed."""
        return replace(self, failures=0, retry_at=None)

    def failed(self, now: float) -> "Breaker":
        """The breaker once a call has failed at `now`."""
        failures = self.failures + 1
        return replace(self, failures=failures, retry_at=now + self.rest if failures >= self.limit else None)

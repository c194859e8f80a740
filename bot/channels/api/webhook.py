"""Pushing replies to a bridge: a signed POST per reply."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from bot.channels.api import showing
from conversations.ports import Clock
from conversations.sending import Account, Parcel, PassingError, PermanentError

_MAY_PASS = frozenset({408, 425, 429})


def signature(secret: str, at: datetime, body: bytes) -> str:
    """The `Recul-Signature` header: HMAC-SHA256 by `secret` of the Unix time, a dot and the body."""
    seconds = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


class WebhookSender:
    """Posts each parcel of `account` to `url`. Any 2xx answer means delivered."""

    def __init__(self, account: Account, url: str, secret: str, client: httpx.AsyncClient, clock: Clock) -> None:
        self.account = account
        self._url = url
        self._secret = secret
        self._client = client
        self._clock = clock

    async def send(self, parcel: Parcel) -> None:
        """Return once the bridge has accepted the parcel. Raises PassingError, PermanentError."""
        body = json.dumps(showing.parcel(parcel).model_dump(mode="json"), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": parcel.id,
            "Recul-Signature": signature(self._secret, self._clock.now(), body),
        }
        try:
            answer = await self._client.post(self._url, content=body, headers=headers, follow_redirects=False)
        except httpx.HTTPError as error:
            raise PassingError(f"The webhook {self._url} cannot be reached: {type(error).__name__}.") from error
        self._judge(answer)

    def _judge(self, answer: httpx.Response) -> None:
        code = answer.status_code
        if answer.is_success:
            return
        if 400 <= code < 500 and code not in _MAY_PASS:
            raise PermanentError(f"http_{code}", f"The webhook {self._url} refused the reply with status {code}.")
        raise PassingError(f"The webhook {self._url} answered status {code}.", _retry_after(answer, self._clock.now()))


def _retry_after(answer: httpx.Response, now: datetime) -> float | None:
    """Seconds to wait, from a Retry-After header of either form."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    # A date without a zone is read as UTC, which is what HTTP dates are.
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())

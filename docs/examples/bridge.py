"""A whole bridge between a network and Recul, in one page, to copy and adapt.

The network here is a pretence: its messages are lines of JSON on standard input, and what is posted there is printed.
Replace `from_network` and `post_on_network` by calls of your network's own library; the rest may stay as it is.

    RECUL_URL=http://127.0.0.1:8000 RECUL_API_TOKEN=… python bridge.py < messages.jsonl

A line of input: {"id": "m-1", "thread": "post-9", "user": "u-1", "name": "Léa", "text": "…", "at": "2026-03-02T09:30:00+01:00"}
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

CHANNEL = "pretence"
PAUSE = 0.2  # seconds between two looks at the outbox
PATIENCE = float(os.environ.get("BRIDGE_SECONDS", "inf"))  # how long to wait for replies once the input has ended


def from_network() -> Iterator[dict[str, Any]]:
    """Messages of customers. A real network gives them by a webhook or a stream."""
    for line in sys.stdin:
        if line.strip():
            yield json.loads(line)


def post_on_network(thread: str, text: str, key: str, private_link: str | None) -> None:
    """Publish a reply. Give `key` to your network as idempotency key, if it takes one: then nothing is said twice.

    With a `private_link`, add a button that opens a private chat; the message it brings has the token as its "link".
    """
    posted = {"thread": thread, "text": text, "key": key, "private_link": private_link}
    print(json.dumps(posted, ensure_ascii=False), flush=True)


def hand_over(recul: httpx.Client, message: dict[str, Any]) -> None:
    """Give a message to Recul until it says that it has it. Sending it again is harmless: `external_id` tells."""
    body = {
        "channel": CHANNEL,
        "external_id": message["id"],
        "conversation": message["thread"],
        "author": {"id": message["user"], "name": message.get("name", "")},
        "visibility": message.get("visibility", "public"),
        "text": message["text"],
        "sent_at": message["at"],
        "kind": message.get("kind", "text"),
        "link": message.get("link"),
    }
    while True:
        try:
            answer = recul.post("/api/v1/messages", json=body)
        except httpx.TransportError:
            time.sleep(1)
            continue
        if answer.status_code == 503:
            time.sleep(float(answer.headers.get("Retry-After", "5")))
            continue
        if answer.status_code != 202:  # a problem body says what was found and what to do
            print(f"{message['id']}: {answer.json().get('detail')}", file=sys.stderr)
        return


def fetch_replies(recul: httpx.Client) -> None:
    """Post what waits, oldest first, and report each reply once the network has it."""
    page = recul.get("/api/v1/outbox", params={"channel": CHANNEL})
    for reply in page.raise_for_status().json()["items"]:
        post_on_network(reply["place"], reply["text"], reply["id"], reply["private_link"])
        recul.post(f"/api/v1/outbox/{reply['id']}/delivered").raise_for_status()


def main() -> None:
    """Hand over all messages, then fetch replies until patience ends."""
    headers = {"Authorization": f"Bearer {os.environ['RECUL_API_TOKEN']}"}
    with httpx.Client(base_url=os.environ["RECUL_URL"], headers=headers, timeout=10) as recul:
        for message in from_network():
            hand_over(recul, message)
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE:
            try:
                fetch_replies(recul)
            except httpx.HTTPError as error:
                print(f"Recul cannot be reached, trying again: {error}", file=sys.stderr)
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()

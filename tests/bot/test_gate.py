"""The gate: a model that reads its own charter badly is refused with what fails most; the sample is always the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.gate import SAMPLE, GateRefused, Trial, try_out
from charter.reading import Loaded
from conversations.understanding import NOT_UNDERSTOOD, Score, Understanding
from tests.fakes.small_charter import small_charter

Reads = Callable[[Sequence[str]], list[Understanding]]


def loaded(examples: dict[str, Sequence[str]], variants: dict[str, Sequence[str]] | None = None) -> Loaded:
    values: Any = {"digest": "", "text": "", "background": (), "training_digest": ""}
    every = {id: tuple(texts) for id, texts in examples.items()}
    return Loaded(
        charter=small_charter(), examples=every, variants={k: tuple(v) for k, v in (variants or {}).items()}, **values
    )


def reader(read: Callable[[str], str]) -> Reads:
    """An engine that takes each text for what `read` says; "" when it understands nothing."""

    def reads(texts: Sequence[str]) -> list[Understanding]:
        meant = [read(text) for text in texts]
        return [replace(NOT_UNDERSTOOD, intents=(Score(id, 0.9),) if id else ()) for id in meant]

    return reads


def sentences(id: str, count: int) -> list[str]:
    return [f"{id} {n}" for n in range(count)]


CHARTER = {"horaires": sentences("horaires", 40), "retour": sentences("retour", 40), "livraison": sentences("livraison", 400)}


def first_word(text: str) -> str:
    return text.split(maxsplit=1)[0]


def test_a_model_that_reads_its_own_charter_passes() -> None:
    trial = try_out(loaded(CHARTER), reader(first_word))
    assert (trial.passed, trial.share, trial.weak) == (True, 1.0, ())


def test_an_intent_that_is_taken_for_another_is_refused_by_name() -> None:
    trial = try_out(loaded(CHARTER), reader(lambda text: "retour" if text.startswith("horaires") else first_word(text)))
    assert not trial.passed
    assert trial.share > 0.8
    said = str(GateRefused(trial))
    assert "`horaires`: 0 of 40 read as meant, the others mostly as `retour`" in said
    assert "make one of the two" in said


def test_what_is_read_badly_as_a_whole_is_refused_although_no_intent_fails() -> None:
    trial = try_out(loaded(CHARTER), reader(lambda text: "" if int(text.split()[1]) % 10 < 3 else first_word(text)))
    assert (trial.weak, trial.passed) == ((), False)
    assert trial.share == pytest.approx(0.65, abs=0.1)


def test_all_variants_of_an_entry_are_tried() -> None:
    many = loaded({"a": sentences("a", 900), "b": sentences("b", 900)}, {"a": [f"a {n}" for n in range(900)]})
    trial = try_out(many, reader(first_word))
    assert trial.tried == 900 + SAMPLE // 2


def test_one_misread_sentence_says_nothing_of_its_intent() -> None:
    charter = loaded(CHARTER | {"rare": ["une phrase"]})
    assert try_out(charter, reader(lambda text: "retour" if text.startswith("une") else first_word(text))).passed


def test_the_sample_is_bounded_spread_and_always_the_same() -> None:
    seen: list[list[str]] = []

    def remember(texts: Sequence[str]) -> list[Understanding]:
        seen.append(list(texts))
        return reader(first_word)(texts)

    charter = loaded({f"i{n}": sentences(f"i{n}", 50) for n in range(70)})
    trials: list[Trial] = [try_out(charter, remember) for _ in range(2)]
    assert trials[0] == trials[1]
    assert seen[0] == seen[1]
    assert len(seen[0]) <= SAMPLE
    assert {text.split()[0] for text in seen[0]} == {f"i{n}" for n in range(70)}
    assert max(int(text.split()[1]) for text in seen[0]) > 40

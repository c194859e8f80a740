"""How understanding shows on /metrics."""

from dataclasses import replace

from prometheus_client.parser import text_string_to_metric_families

from conversations.figures import Snapshot, Waiting
from metrics.exposition import exposition
from metrics.understanding import EngineFigures
from tests.metrics.figures import board


def samples(figures: EngineFigures) -> dict[str, float]:
    text = exposition(Snapshot((), Waiting(())), replace(board(), understanding=figures))
    families = text_string_to_metric_families(text)
    return {
        "|".join((s.name, *s.labels.values())): s.value
        for one in families
        for s in one.samples
        if s.name.startswith("recul_engine")
    }


def test_before_anything_was_understood_all_is_there_at_zero() -> None:
    shown = samples(EngineFigures())
    assert set(shown.values()) == {0.0}
    assert {
        "recul_engine_seconds_count|rasa",
        "recul_engine_fallbacks_total|resting",
        "recul_engine_breaker_open",
    } <= shown.keys()


def test_durations_fall_into_buckets_and_are_added_up_by_engine() -> None:
    figures = EngineFigures()
    for seconds in (0.001, 0.004, 0.3, 60.0):
        figures.took("rasa", seconds)
    figures.took("fallback", 0.002)
    figures.took("an engine of tomorrow", 1.0)
    shown = samples(figures)
    buckets = [shown[f"recul_engine_seconds_bucket|rasa|{edge}"] for edge in ("0.002", "0.005", "0.25", "0.5", "2.5", "+Inf")]
    assert buckets == [1, 2, 2, 3, 3, 4]
    assert (shown["recul_engine_seconds_count|rasa"], shown["recul_engine_seconds_sum|rasa"]) == (4, 60.305)
    assert (shown["recul_engine_seconds_bucket|fallback|0.002"], shown["recul_engine_seconds_count|embedded"]) == (1, 0)


def test_fallbacks_and_the_breaker_are_shown() -> None:
    shown = samples(EngineFigures(fallbacks={"timeout": 3, "resting": 40}, resting=True))
    assert shown["recul_engine_fallbacks_total|timeout"] == 3
    assert shown["recul_engine_fallbacks_total|resting"] == 40
    assert shown["recul_engine_breaker_open"] == 1

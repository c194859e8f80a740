"""The text that Prometheus fetches, read back into its samples."""

from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

from conversations.tally import Labels

Sample = tuple[str, Labels]
"""A sample's name, and its labels as sorted pairs."""


def samples(text: str) -> Mapping[Sample, float]:
    """Every sample of that text. Raises ValueError when it is no exposition, or tells a sample twice."""
    found: dict[Sample, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            key = sample.name, tuple(sorted(sample.labels.items()))
            if key in found:
                raise ValueError(f"{sample.name}{dict(key[1])} is there twice")
            found[key] = sample.value
    return found

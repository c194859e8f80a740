"""Whether a model in force has learned all there is, by its name and the encoder that is used."""

import pytest

from bot.learning import training_examples
from bot.releases import has_learned
from bot.settings import EXAMPLE_CHARTER, read_settings
from charter.load import load
from nlu.encoder import encoder_name
from nlu.training import content_key
from tests.fakes.encoder_packages import Package, installed

LOADED = load(EXAMPLE_CHARTER)
KEY = content_key(training_examples(LOADED, ()), LOADED.background)


def learned(encoder: str, name: str) -> bool:
    return has_learned(read_settings(_env_file=None, encoder=encoder), name, LOADED, ())


def test_a_model_with_the_encoder_has_learned_all_whatever_the_setting() -> None:
    assert learned("use", f"{KEY}-{encoder_name()}")
    assert learned("none", f"{KEY}-{encoder_name()}")
    assert not learned("none", f"{KEY[:-1]}-{encoder_name()}")


def test_a_model_without_it_has_more_to_learn_once_a_sound_one_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not learned("use", f"{KEY}-none")
    assert learned("none", f"{KEY}-none")
    installed(monkeypatch, Package)
    assert learned("use", f"{KEY}-none")

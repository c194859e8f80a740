"""Facets: learned from sentences of our own with each model, kept in its file, read with and without the encoder."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nlu import assertion, facets, model, training
from nlu.encoder import Encoder, shared_encoder
from nlu.facet_fitting import Examples, fit_facets
from nlu.facets import Facets
from nlu.fitting import fit
from nlu.model import ModelError
from nlu.normalise import plain
from nlu.signs import NAMES, opinion, signs
from tests.nlu.conftest import BACKGROUND, EXAMPLES, ignore
from tests.nlu.test_model import changed

HEAT = {"heat": facets.sentences()["heat"]}

# Written after the training sentences, of other subjects, and never tuned on: heat as a person would judge it.
UNSEEN = {
    "calm": [
        "Bonjour, le transat se plie-t-il pour le rangement ?",
        "vous faites des bons d'achat pour les comités d'entreprise ?",
        "on peut laisser la draisienne sous la pluie ou pas",
        "merci pour le conseil sur les rideaux, ils tombent à ravir",
        "Do you rent out gazebos for a weekend?",
        "je passe prendre la guirlande vendredi vers 17h",
        "Quel est le problème si je lave le plaid à 60 ?",
        "What a cosy shop, we loved our visit",
    ],
    "annoyed": [
        "le hamac acheté en avril a une corde qui s'effiloche déjà",
        "Toujours aucune nouvelle de ma guirlande commandée il y a trois semaines",
        "il manquait deux piquets dans le sac de la tente",
        "J'ai reçu la draisienne rouge alors que j'avais pris la verte",
        "The gazebo came without its poles",
        "personne ne m'a rappelée au sujet du hamac",
    ],
    "angry": [
        "Vous vous moquez du monde avec votre hamac pourri !!",
        "TROIS SEMAINES POUR UNE GUIRLANDE, C'EST HONTEUX",
        "bande de charlots, même pas fichus de livrer une tente",
        "Absolutely appalling, you are a bunch of crooks",
    ],
    "threat": [
        "Sans ma draisienne lundi, mon avocat vous écrit",
        "je vais vous signaler à la DGCCRF et le raconter partout",
    ],
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = shared_encoder()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def learned(encoder: Encoder) -> dict[str, Facets]:
    return fit_facets(HEAT, encoder)


def likeliest(read: Facets, text: str, encoder: Encoder | None) -> str:
    row = encoder.encode([plain(text)])[0] if encoder else None
    return read.read(plain(text), signs(text, opinion(text)), row)["heat"][0][0]


def right(read: Facets, encoder: Encoder | None) -> float:
    judged = [likeliest(read, text, encoder) == label for label, texts in UNSEEN.items() for text in texts]
    return sum(judged) / len(judged)


def test_heat_of_sentences_never_seen(learned: dict[str, Facets], encoder: Encoder) -> None:
    assert right(learned[model.WITH_ENCODER], encoder) >= 0.85
    assert right(learned[model.ALONE], None) >= 0.7


def test_chances_are_sorted_and_sum_to_one(learned: dict[str, Facets], encoder: Encoder) -> None:
    for text in ("", "Bonjour", "où est mon colis ??", "😡", "x" * 3_000):
        row = encoder.encode([plain(text)])[0]
        for chances in learned[model.WITH_ENCODER].read(plain(text), signs(text, opinion(text)), row).values():
            shares = [share for _, share in chances]
            assert shares == sorted(shares, reverse=True)
            assert sum(shares) == pytest.approx(1.0, abs=1e-5)


def test_vectors_of_training_are_those_of_reading() -> None:
    texts = list(HEAT["heat"]["threat"][:40])
    examples = Examples(texts, None, opinion)
    apart = examples.words.design @ examples.words.back.T
    for n, text in enumerate(texts):
        vector = examples.tfidf.vector(plain(text))
        row = apart[n].toarray()[0]
        assert np.flatnonzero(row).tolist() == vector.indices.tolist()
        np.testing.assert_allclose(row[vector.indices], vector.values)


def test_a_model_file_keeps_the_facets_of_both_heads(encoder: Encoder, tmp_path: Path) -> None:
    few = {"heat": {label: list(texts[:30]) for label, texts in HEAT["heat"].items()}}
    fresh = fit_facets(few, encoder)
    path, beside = tmp_path / "with.model", tmp_path / "learned.facets"
    model.write_facets(beside, fresh)
    fit(EXAMPLES, BACKGROUND, path, encoder, ignore, lambda: beside)
    for name, used in ((model.WITH_ENCODER, encoder), (model.ALONE, None)):
        kept = model.read(path, used.name if used else None).facets
        text = "Toujours rien, c'est une honte !"
        row = used.encode([plain(text)])[0] if used else None
        given = (plain(text), signs(text, opinion(text)), row)
        assert kept.read(*given) == fresh[name].read(*given)


def test_a_model_whose_facets_are_cut_is_damaged(encoder: Encoder, tmp_path: Path) -> None:
    few = {"heat": {label: list(texts[:10]) for label, texts in HEAT["heat"].items()}}
    path, cut, beside = tmp_path / "with.model", tmp_path / "cut.model", tmp_path / "learned.facets"
    model.write_facets(beside, fit_facets(few, None))
    fit(EXAMPLES, BACKGROUND, path, None, ignore, lambda: beside)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            if name != "facets.alone.heat.signs.npy":
                new.writestr(name, old.read(name))
    with pytest.raises(ModelError, match="damaged"):
        model.read(cut, None)


def test_without_facets_nothing_is_read(model_path: Path) -> None:
    assert model.read(model_path, None).facets.read("bonjour", signs("bonjour", opinion("bonjour")), None) == {}


def test_other_sentences_of_a_facet_make_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    before = training.content_key(EXAMPLES, BACKGROUND)
    monkeypatch.setattr(facets, "sentences", lambda: {"heat": {"calm": ["bonjour"], "angry": ["honte"]}})
    assert training.content_key(EXAMPLES, BACKGROUND) != before


def test_other_phrases_of_the_rules_make_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    before = training.content_key(EXAMPLES, BACKGROUND)
    monkeypatch.setattr(assertion, "all_lists", lambda: {"harm.txt": "burn"})
    assert training.content_key(EXAMPLES, BACKGROUND) != before


def test_no_sentence_teaches_two_labels() -> None:
    for labelled in (labelled for name, labelled in facets.sentences().items() if name != facets.ORDINARY):
        every = [" ".join(text.lower().split()) for texts in labelled.values() for text in texts]
        assert len(every) == len(set(every))


def test_signs() -> None:
    def of(text: str) -> dict[str, float]:
        return dict(zip(NAMES, signs(text, opinion(text)).tolist(), strict=True))

    shouted = of("RENDEZ MOI MON ARGENT !!!")
    assert (shouted["capitals"], shouted["shouted"], shouted["loud"]) == (1.0, 1.0, 1.0)
    asked = of("Bonjour, pourriez-vous me dire où est mon colis ?")
    assert (asked["question"], asked["greeted"], asked["thanked"], asked["exclamation"]) == (1.0, 1.0, 1.0, 0.0)
    waited = of("trois semaines d'attente, deuxième mail, 4 appels")
    assert (waited["waited"], waited["tried"]) == (1.0, 1.0)
    assert of("colis perdu 😡")["angry sign"] == 1.0
    assert of("je saisis le médiateur")["rules say threat"] == 1.0
    assert all(0.0 <= value <= 1.0 for text in ("", "!" * 500, "A" * 5_000, "😡" * 90) for value in of(text).values())


def test_facets_learned_once_serve_every_charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"heat": {label: list(texts[:10]) for label, texts in HEAT["heat"].items()}}
    monkeypatch.setattr(facets, "sentences", lambda: few)
    (tmp_path / "no folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no folder"))  # so the models beside it are all there is
    first = training.train_if_changed(EXAMPLES, BACKGROUND, tmp_path)
    with zipfile.ZipFile(first) as file:
        about = json.loads(file.read("facets.json"))
    about["temperatures"][model.ALONE]["heat"] = 7.5  # by which it is known again
    changed(first, tmp_path / "marked", "facets.json", **about).replace(first)
    second = training.train_if_changed(EXAMPLES, BACKGROUND[:4], tmp_path)
    assert second != first
    assert model.read(second, None).facets.learned["heat"].temperature == 7.5

    for path in (first, second):
        path.write_bytes(path.read_bytes()[:9_000])  # damaged files are no source
    third = training.train_if_changed(EXAMPLES, BACKGROUND[:2], tmp_path)
    assert model.read(third, None).facets.learned["heat"].temperature != 7.5

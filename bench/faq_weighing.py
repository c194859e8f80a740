"""How much a FAQ entry's own words and the classifier count, by the examples that the classifier had: fitted, and tried.

    python -m bench.faq_weighing [--new 2]

On the example charter, as `bench.verdicts --new`: in each of five folds some entries keep only so many sentences. For every
held-out sentence, was the entry that resembles it most the one that was meant? Prints the weights of `nlu.weighing`, and how
true its shares are for entries that the fit has not seen, new ones and known ones apart.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.settings import EXAMPLE_CHARTER
from charter.charter import Charter
from charter.load import load
from nlu.calibration import Floats
from nlu.embedded import EmbeddedEngine
from nlu.encoder import shared_encoder
from nlu.pooling import parts
from nlu.retrieval import Retrieval
from nlu.training import train
from nlu.weighing import figures

FOLDS = 5
Row = tuple[tuple[float, ...], bool, int, bool]
"""What speaks for an entry, whether it was meant, its number, and whether it was new."""


def rows(examples: Mapping[str, Sequence[str]], background: Sequence[str], charter: Charter, new: int) -> Iterator[Row]:
    """One for each held-out sentence."""
    ids, encoder = [entry.id for entry in charter.faq], shared_encoder()
    for fold in range(FOLDS):
        learned = {id: [t for n, t in enumerate(texts) if n % FOLDS != fold] for id, texts in examples.items()}
        young = {id for n, id in enumerate(ids) if n % FOLDS == fold}
        learned |= {id: learned[id][:: len(learned[id]) // new][:new] for id in young}
        with tempfile.TemporaryDirectory() as folder:
            train(learned, background, Path(folder) / "fold.model")
            engine = EmbeddedEngine.load(Path(folder) / "fold.model")
        index = Retrieval.of(charter.faq, learned, encoder)
        asked = [(text, id) for id, texts in examples.items() for text in texts[fold::FOLDS]]
        for (text, id), understood in zip(asked, engine.parse_each([text for text, _ in asked]), strict=True):
            own = parts(text)
            found = index.rank(own, encoder.encode(own) if encoder else None)
            if found and understood.intents:
                speaks = figures(found[0], understood.intents, index.learned)
                yield speaks, found[0].id == id, ids.index(found[0].id), found[0].id in young
        engine.end()


def design(found: Sequence[Row]) -> Floats:
    """The columns of `nlu.weighing`, in its order."""
    given = np.array([speaks for speaks, *_ in found], dtype=np.float32)
    odds, new, entry = given[:, :3], given[:, 3:4], given[:, 4:]
    return np.hstack([odds, new, new * odds, new * entry])


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--new", type=int, default=2)
    loaded = load(EXAMPLE_CHARTER)
    found = list(rows(loaded.examples, loaded.background, loaded.charter, parser.parse_args().new))
    given, meant = design(found), np.array([row[1] for row in found])
    whole = LogisticRegression(C=10.0).fit(given, meant)
    print("bias", whole.intercept_.round(2).tolist(), "weights", whole.coef_[0].round(2).tolist())
    entry, young, shares = np.array([row[2] for row in found]), np.array([row[3] for row in found]), np.zeros(len(found))
    for fold in range(FOLDS):
        held = entry % FOLDS == fold
        shares[held] = LogisticRegression(C=10.0).fit(given[~held], meant[~held]).predict_proba(given[held])[:, 1]
    for name, these in (("new", young), ("known", ~young)):
        steps = np.minimum((shares[these] * 10).astype(int), 9)
        right = {f"{n / 10:.1f}": round(float(meant[these][steps == n].mean()), 2) for n in range(10) if (steps == n).any()}
        print(name, int(these.sum()), "sentences; share that was meant, by the share foretold:", right)


if __name__ == "__main__":
    main()

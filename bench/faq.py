"""How often a FAQ entry is found by a question that is not among its examples.

    python -m bench.faq --data faq_cnil_fr.csv [--encoder use|none]

The set: public questions and answers of the French data protection authority ("Besoin d'aide ?", cnil.fr/fr/cnil-direct), with
the columns `faq_id,question,theme,sous_theme,answer`. It is no part of this project and nothing is trained on it. Two measures,
over all its entries:

- paraphrases: each entry has its question and its answer; asked are the sentences of bench/faq_paraphrases.csv, our own wording
  of a fixed random sample of the questions, by their number;
- answers: each entry has its answer alone; asked is its question.

Beside the index that serves stands the plain sum of two cosines, TF-IDF (words 1-2, characters 2-5) and sentence encoder, over
each entry's text as a whole. An entry with the same question counts as the right one.
"""

import argparse
import csv
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer

from charter.faq import FaqEntry
from nlu.calibration import Floats
from nlu.encoder import Encoder, used_encoder
from nlu.normalise import plain
from nlu.retrieval import Retrieval

PARAPHRASES = Path(__file__).parent / "faq_paraphrases.csv"
LANGUAGE = "fr"

Pair = tuple[str, int]
"""A question, and the number of the entry that answers it."""


def entries(rows: Sequence[Mapping[str, str]], *, questions: bool) -> list[FaqEntry]:
    """The rows of the set as FAQ entries, with their questions or without."""
    return [
        FaqEntry(id=f"q{n}", title={LANGUAGE: row["question"] if questions else ""}, answer={LANGUAGE: row["answer"]})
        for n, row in enumerate(rows)
    ]


def paraphrases() -> list[Pair]:
    """Our own wording of some questions."""
    with PARAPHRASES.open(encoding="utf-8") as file:
        return [(row["text"], int(row["number"])) for row in csv.DictReader(file)]


def figures(found: Iterator[tuple[Floats, int]], questions: Sequence[str]) -> dict[str, float]:
    """How often the right entry was the first, among the first three, and the mean of 1 / its rank."""
    ranks = []
    for likeness, number in found:
        right = [n for n, question in enumerate(questions) if question == questions[number]]
        ranks.append(1 + int((likeness > likeness[right].max()).sum()))
    array = np.array(ranks)
    return {
        "top1": round(float((array == 1).mean()), 3),
        "top3": round(float((array <= 3).mean()), 3),
        "mrr": round(float((1 / array).mean()), 3),
    }


def by_index(index: Retrieval, pairs: Sequence[Pair], encoder: Encoder | None) -> Iterator[tuple[Floats, int]]:
    """What the index that serves makes of each question."""
    for text, number in pairs:
        yield index.likeness([plain(text)], encoder.encode([plain(text)]) if encoder else None), number


def by_sum(faq: Sequence[FaqEntry], pairs: Sequence[Pair], encoder: Encoder | None) -> Iterator[tuple[Floats, int]]:
    """TF-IDF cosine and encoder cosine, added: the row to beat."""
    documents = [plain(f"{entry.title[LANGUAGE]} {entry.answer[LANGUAGE]}", 20_000) for entry in faq]
    asked = [plain(text) for text, _ in pairs]
    words = TfidfVectorizer(ngram_range=(1, 2), strip_accents="unicode", sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), strip_accents="unicode", sublinear_tf=True)
    for half in (words, characters):
        half.fit(documents)
    known, wanted = (sparse.hstack([half.transform(t) for half in (words, characters)]) for t in (documents, asked))
    likeness = (wanted @ known.T).toarray() / 2
    if encoder:
        likeness = likeness + encoder.encode(asked) @ encoder.encode(documents).T
    yield from zip(likeness, (number for _, number in pairs), strict=True)


def milliseconds(index: Retrieval, pairs: Sequence[Pair], encoder: Encoder | None) -> float:
    """The processor time of one ranking, the encoder's row being there."""
    given = [(plain(text), encoder.encode([plain(text)]) if encoder else None) for text, _ in pairs]
    started = time.process_time()
    for text, rows in given:
        index.rank([text], rows)
    return round((time.process_time() - started) * 1000 / max(len(given), 1), 3)


def main() -> None:
    """Measure and print a JSON line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the set, as CSV")
    parser.add_argument("--encoder", choices=["use", "none"], default="use")
    given = parser.parse_args()
    with given.data.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    encoder = used_encoder(given.encoder)
    questions = [plain(row["question"]) for row in rows]
    asked = {"paraphrases": paraphrases(), "answers": [(row["question"], n) for n, row in enumerate(rows)]}
    for measure, pairs in asked.items():
        faq = entries(rows, questions=measure == "paraphrases")
        index = Retrieval.of(faq, {}, encoder)
        row = {"measure": measure, "encoder": given.encoder, "entries": len(faq), "asked": len(pairs)}
        row |= {"index": figures(by_index(index, pairs, encoder), questions)}
        row |= {"sum": figures(by_sum(faq, pairs, encoder), questions), "rank_ms": milliseconds(index, pairs[:100], encoder)}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()

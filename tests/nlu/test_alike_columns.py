"""A classifier learns the same from columns put together as from all of them."""

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC

from nlu.alike_columns import Together
from nlu.vectorising import fit_tfidf

TEXTS = [
    f"{who} attend {what} depuis {days} jours" for who in ("on", "elle") for what in ("colis", "retour") for days in range(9)
]
TRUTH = np.array(["retour" in text for text in TEXTS])
DESIGN = fit_tfidf(TEXTS)[1]


def test_columns_that_differ_by_a_factor_become_one_and_rows_keep_their_products() -> None:
    alike = np.array([[1.0, 2.0, 0.0, 0.5, 0.0], [3.0, 6.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.5, 0.0]])
    together = Together.of(sparse.csr_matrix(alike))
    assert together.design.shape == (3, 3)  # one for both of the first, one of nothing
    np.testing.assert_allclose((together.design @ together.design.T).toarray(), alike @ alike.T, atol=1e-12)
    np.testing.assert_allclose((together.design @ together.back.T).toarray(), alike, atol=1e-12)


def test_a_classifier_gets_the_weights_that_all_columns_would_give_it() -> None:
    together = Together.of(DESIGN)
    assert together.design.shape[1] < DESIGN.shape[1] / 2
    fitted, whole = (LinearSVC(random_state=1, tol=1e-6).fit(design, TRUTH) for design in (together.design, DESIGN))
    np.testing.assert_allclose(together.apart(fitted.coef_.T), whole.coef_.T, atol=1e-4)


def test_nothing_at_all_stays_nothing() -> None:
    assert Together.of(sparse.csr_matrix((4, 0))).design.shape == (4, 0)

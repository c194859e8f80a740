"""The four figures, first on the board for managers, and how every panel reads them."""

from metrics.dashboards.panel import DAYS, PERIOD, Panel, Query, Row
from metrics.promql import increase, once
from metrics.rules import COMMENT, MENTION, PRIVATE, Subject

_STAFF = '{answered_by="staff",department="all"}'
_ALL = '{answered_by="all",department="all"}'
_EXPECTED = "attendu par les clients"
N_STAFF = "n, équipe"
_N_ALL = "n, robot compris"


def expected(visibility: str) -> Query:
    """What customers expect there, drawn as a target."""
    selector = f'recul_target_seconds{{clock="expected",visibility="{visibility}"}}'
    return Query(f"max({once(selector)})", _EXPECTED, drawn="target")


def mean(subject: Subject, clock: str = "", where: str = _STAFF) -> str:
    """The mean delay; `clock` is "_open" for opening hours."""
    return f"recul:{subject.name}_answer_delay{clock}_seconds:mean_{PERIOD}{where}"


def number(subject: Subject, where: str = _STAFF) -> str:
    """How many answers that mean is of."""
    return f"recul:{subject.name}_answer_delay_seconds:n_{PERIOD}{where}"


def _means(subject: Subject) -> tuple[Query, ...]:
    return (
        Query(mean(subject), "moyenne, équipe"),
        Query(mean(subject, "_open"), "en heures d'ouverture"),
        Query(number(subject), N_STAFF, "short"),
        Query(mean(subject, "", _ALL), "moyenne, robot compris"),
        Query(number(subject, _ALL), _N_ALL, "short"),
    )


def _quantiles(subject: Subject) -> tuple[Query, ...]:
    said = (("p50", "la moitié"), ("p90", "neuf sur dix"))
    return tuple(
        Query(quantile(subject, short, f'answered_by="{by}",department="all",reached="{reached}"'), f"{of}{share}{how}")
        for by, of in (("staff", ""), ("all", "de toutes, "))
        for short, share in said
        for reached, how in (("yes", " en moins de"), ("no", " : plus de"))
    )


def quantile(subject: Subject, short: str, where: str) -> str:
    """The delay after which half (`p50`) or nine in ten (`p90`) were answered."""
    return f"recul:{subject.name}_answer_delay_seconds:{short}_{PERIOD}{{{where}}}"


_ASIDE = (
    ("no_answer_needed", "sans réponse due"),
    ("withdrawn", "retirées par la personne"),
    ("excluded", "exclues"),
)


def _state(state: str) -> str:
    selector = f'recul_cohort_turns{{{MENTION.where},state="{state}",window="{PERIOD}"}}'
    return f"sum({once(selector)})"


FIGURES = Row(
    f"Les quatre indicateurs ({DAYS}, l'équipe d'abord)",
    (
        Panel(
            "1 · Répondre à qui nous nomme en public",
            "Du premier message de la personne à la réponse. La moyenne compte les réponses données dans la période ; «"
            " la moitié » et « neuf sur dix » comptent les demandes arrivées dans la période, celles qui attendent "
            "encore comprises : d'abord celles confiées à l'équipe, puis « de toutes », aussi celles que personne n'a "
            "reçues et celles du robot. « Plus de » : tant attendent que ce n'est pas encore atteint. Accusés de "
            "réception et réponses d'attente ne sont pas des réponses.",
            "s",
            (*_quantiles(MENTION), *_means(MENTION), expected("public")),
            height=14,
        ),
        Panel(
            "2 · Mentions ayant reçu une réponse",
            "Part des demandes publiques qui nous nomment, arrivées dans la période, qui ont eu une réponse. Ce qui "
            "attend, ce qui a été fermé sans réponse et ce que le client peut encore refuser au robot compte comme sans"
            " réponse : sur un jour, la part du robot est basse par construction. « À temps » : part de celles dont le "
            "délai attendu a pris fin dans la période. Puis ce qui n'entre pas dans ces parts.",
            "percentunit",
            (
                Query(f"recul:mentions_answered:ratio_{PERIOD}{_ALL}", "répondues"),
                Query(f"recul:mentions_answered:ratio_{PERIOD}{_STAFF}", "dont par l'équipe"),
                Query(f'recul:mentions_answered:ratio_{PERIOD}{{answered_by="bot",department="all"}}', "dont par le robot"),
                Query(f'recul:mentions_answered:n_{PERIOD}{{department="all"}}', "n", "short"),
                Query(f'recul:mentions_met:ratio_{PERIOD}{{department="all"}}', "répondues à temps"),
                Query(f'recul:mentions_met:n_{PERIOD}{{department="all"}}', "n, à temps", "short"),
                *(Query(_state(state), said, "short") for state, said in _ASIDE),
                Query(
                    "sum(" + increase('recul_off_topic_total{mention="yes"}', PERIOD) + ")", "laissées : hors sujet", "short"
                ),
            ),
            height=14,
        ),
        Panel(
            "3 · Répondre à un commentaire public",
            "Délai moyen de toutes les réponses données en public dans la période, que la personne nous nomme ou non, "
            "depuis son premier message. À côté : les mêmes réponses, en ne comptant que les heures d'ouverture du "
            "service qui a eu la demande d'abord.",
            "s",
            (*_means(COMMENT), expected("public")),
            height=14,
        ),
        Panel(
            "4 · Répondre à un message privé",
            "Délai moyen des réponses données en privé dans la période, depuis le premier message. « La moitié » et « "
            "neuf sur dix » comptent les demandes arrivées dans la période, celles qui attendent encore comprises : "
            "d'abord celles confiées à l'équipe, puis « de toutes », aussi celles que personne n'a reçues et celles du robot.",
            "s",
            (*_quantiles(PRIVATE), *_means(PRIVATE), expected("private")),
            height=14,
        ),
    ),
)

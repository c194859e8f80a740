"""“Délais de réponse”, for managers: the four figures, who still waits, each department, the course, promises, volume.

The staff's answers lead; the bot's stand beside. Public and private are never in one number.
"""

from metrics.dashboards.panel import DAYS, PERIOD, SERVICE, Dashboard, Panel, Query, Row
from metrics.promql import increase, once
from metrics.rules import COMMENT, MENTION, PRIVATE, Subject

_STAFF = '{answered_by="staff",department="all"}'
_ALL = '{answered_by="all",department="all"}'
_EXPECTED = "attendu par les clients"
_N = "n, équipe"
_N_ALL = "n, robot compris"


def _expected(visibility: str) -> Query:
    selector = f'recul_target_seconds{{clock="expected",visibility="{visibility}"}}'
    return Query(f"max({once(selector)})", _EXPECTED, drawn="target")


def _mean(subject: Subject, clock: str = "", where: str = _STAFF) -> str:
    return f"recul:{subject.name}_answer_delay{clock}_seconds:mean_{PERIOD}{where}"


def _n(subject: Subject, where: str = _STAFF) -> str:
    return f"recul:{subject.name}_answer_delay_seconds:n_{PERIOD}{where}"


def _means(subject: Subject) -> tuple[Query, ...]:
    return (
        Query(_mean(subject), "moyenne, équipe"),
        Query(_mean(subject, "_open"), "en heures d'ouverture"),
        Query(_n(subject), _N, "short"),
        Query(_mean(subject, "", _ALL), "moyenne, robot compris"),
        Query(_n(subject, _ALL), _N_ALL, "short"),
    )


def _quantiles(subject: Subject) -> tuple[Query, ...]:
    said = (("p50", "la moitié"), ("p90", "neuf sur dix"))
    return tuple(
        Query(
            f'recul:{subject.name}_answer_delay_seconds:{short}_{PERIOD}{{answered_by="staff",department="all",reached="{reached}"}}',
            f"{share}{how}",
        )
        for short, share in said
        for reached, how in (("yes", " en moins de"), ("no", " : plus de"))
    )


_ASIDE = (
    ("no_answer_needed", "sans réponse due"),
    ("withdrawn", "retirées par la personne"),
    ("excluded", "exclues"),
)


def _state(state: str) -> str:
    selector = f'recul_cohort_turns{{{MENTION.where},state="{state}",window="{PERIOD}"}}'
    return f"sum({once(selector)})"


_KPI = Row(
    f"Les quatre indicateurs ({DAYS}, l'équipe d'abord)",
    (
        Panel(
            "1 · Répondre à qui nous nomme en public",
            "Du premier message de la personne à la réponse. La moyenne compte les réponses données dans la période ; «"
            " la moitié » et « neuf sur dix » comptent les demandes arrivées dans la période, celles qui attendent "
            "encore comprises. « Plus de » : tant attendent que ce n'est pas encore atteint. Accusés de réception et "
            "réponses d'attente ne sont pas des réponses.",
            "s",
            (*_quantiles(MENTION), *_means(MENTION), _expected("public")),
            height=12,
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
            height=12,
        ),
        Panel(
            "3 · Répondre à un commentaire public",
            "Délai moyen de toutes les réponses données en public dans la période, que la personne nous nomme ou non, "
            "depuis son premier message. À côté : les mêmes réponses, en ne comptant que les heures d'ouverture du "
            "service qui a eu la demande d'abord.",
            "s",
            (*_means(COMMENT), _expected("public")),
            height=12,
        ),
        Panel(
            "4 · Répondre à un message privé",
            "Délai moyen des réponses données en privé dans la période, depuis le premier message. « La moitié » et « "
            "neuf sur dix » comptent les demandes arrivées dans la période, celles qui attendent encore comprises.",
            "s",
            (*_quantiles(PRIVATE), *_means(PRIVATE), _expected("private")),
            height=12,
        ),
    ),
)


def _waiting(title: str, subject: Subject, clock: str, late: str) -> Panel:
    where = subject.where
    overdue = f'recul_turns_overdue{{clock="{clock}",{where}}}'
    return Panel(
        title,
        "Demandes sans réponse en ce moment : tant qu'une réponse n'est pas arrivée chez la personne, elle attend. "
        f"Depuis quand attend la plus ancienne, et combien ont dépassé {late}.",
        "short",
        (
            Query(f"sum({once(f'recul_turns_open{{{where}}}')})", "attendent"),
            Query(
                f"time() - min({once(f'recul_turns_open_oldest_timestamp_seconds{{{where}}}')})",
                "la plus ancienne, depuis",
                "s",
            ),
            Query(f"sum({once(overdue)})", f"ont dépassé {late}"),
        ),
    )


_NOW = Row(
    "Qui attend en ce moment",
    (
        _waiting("Qui nous nomme en public", MENTION, "expected", "le délai attendu"),
        Panel(
            "Dangers",
            "Conversations où un message parle d'un danger et dont personne n'a dit s'occuper ; depuis quand la plus ancienne.",
            "short",
            (
                Query(f"sum({once('recul_dangers_open')})", "sans personne"),
                Query(f"time() - min({once('recul_dangers_open_oldest_timestamp_seconds')})", "la plus ancienne, depuis", "s"),
            ),
        ),
        _waiting("En public", COMMENT, "target", "le délai de la charte"),
        _waiting("En privé", PRIVATE, "target", "le délai de la charte"),
    ),
)


def _by_department(title: str, subject: Subject) -> Panel:
    visibility = f'visibility="{"private" if subject is PRIVATE else "public"}"'
    staff = '{answered_by="staff"}'
    missed = f'{{clock="target",{visibility}}}'
    open_, oldest = f"recul_turns_open{{{visibility}}}", f"recul_turns_open_oldest_timestamp_seconds{{{visibility}}}"
    target = f'recul_target_seconds{{clock="target",{visibility}}}'
    return Panel(
        title,
        "Les réponses de l'équipe dans la période, par service au moment de la réponse ; « all » : tous ensemble, « "
        "none » : aucun service. « Hors délai » : part des délais de la charte qui ont pris fin sans réponse. Puis qui "
        "attend en ce moment.",
        "short",
        (
            Query(f"max by(department)({_mean(subject, '', staff)})", "Moyenne", "s"),
            Query(f"max by(department)({_mean(subject, '_open', staff)})", "En heures d'ouverture", "s"),
            Query(f"max by(department)({_n(subject, staff)})", "n"),
            Query(f"max by(department)({once(target)})", "Délai de la charte", "s"),
            Query(f"max by(department)(recul:turns_missed:ratio_{PERIOD}{missed})", "Hors délai", "percentunit"),
            Query(f"max by(department)(recul:turns_missed:n_{PERIOD}{missed})", "n, délais"),
            Query(f"sum by(department)({once(open_)})", "Attendent"),
            Query(f"time() - min by(department)({once(oldest)})", "La plus ancienne", "s"),
        ),
        "table",
        width=12,
        height=10,
    )


_DEPARTMENTS = Row(
    f"Par service ({DAYS})",
    (_by_department("Commentaires publics, par service", COMMENT), _by_department("Messages privés, par service", PRIVATE)),
)


def _course(title: str, subject: Subject, visibility: str) -> Panel:
    staff = f'{{answered_by="staff",department="{SERVICE}"}}'
    target = f'recul_target_seconds{{clock="target",department="{SERVICE}",visibility="{visibility}"}}'
    return Panel(
        title,
        "Chaque point est la moyenne de la période qui y finit, pour le service choisi en haut. En pointillés : ce que "
        "les clients attendent, et le délai de la charte de ce service, qui ne court qu'aux heures d'ouverture. Barres "
        ": le nombre de réponses.",
        "s",
        (
            Query(_mean(subject, "", staff), "moyenne, équipe"),
            Query(_mean(subject, "_open", staff), "en heures d'ouverture"),
            Query(_n(subject, staff), _N, "short", "bars"),
            _expected(visibility),
            Query(f"max({once(target)})", "délai de la charte", drawn="target"),
        ),
        "course",
        width=12,
        height=10,
    )


_COURSE = Row(
    "Tendance",
    (_course("Commentaires publics", COMMENT, "public"), _course("Messages privés", PRIVATE, "private")),
)


def _kept(visibility: str, said: str) -> tuple[Query, ...]:
    where = f'{{department="all",visibility="{visibility}"}}'
    return (
        Query(f"recul:promises_kept:ratio_{PERIOD}{where}", f"tenues, {said}"),
        Query(f"recul:promises_kept:n_{PERIOD}{where}", f"n, {said}", "short"),
    )


def _kept_course(visibility: str, said: str) -> tuple[Query, ...]:
    where = f'{{department="{SERVICE}",visibility="{visibility}"}}'
    return (
        Query(f"recul:promises_kept:ratio_{PERIOD}{where}", said),
        Query(f"recul:promises_kept:n_{PERIOD}{where}", f"n, {said}", "short", "bars"),
    )


_PROMISES = Row(
    "Promesses",
    (
        Panel(
            f"Promesses tenues ({DAYS})",
            "La première heure promise à chaque personne, quand elle est passée dans la période : tenue si une réponse,"
            " non refusée, est arrivée avant. Une promesse renouvelée reste manquée.",
            "percentunit",
            (*_kept("public", "en public"), *_kept("private", "en privé")),
        ),
        Panel(
            "Promesses tenues, tendance",
            "Chaque point est la part de la période qui y finit, pour le service choisi en haut.",
            "percentunit",
            (*_kept_course("public", "en public"), *_kept_course("private", "en privé")),
            "course",
            width=18,
        ),
    ),
)


def _opened(visibility: str) -> str:
    selector = f'recul_turns_opened_total{{visibility="{visibility}"}}'
    return f"sum({increase(selector, '1d')})"


def _aside(name: str, legend: str, rest: str = "") -> Query:
    return Query(f"sum({increase(f'recul_{name}_total{rest}', PERIOD)})", legend)


_VOLUME = Row(
    "Volume et réponses automatiques",
    (
        Panel(
            "Demandes ouvertes par jour",
            "Suites de messages d'une personne qui se sont mises à attendre une réponse, dans les 24 heures qui "
            "finissent à chaque point.",
            "short",
            (Query(_opened("public"), "en public", drawn="bars"), Query(_opened("private"), "en privé", drawn="bars")),
            "course",
            width=12,
            every="1d",
        ),
        Panel(
            f"Part des questions fréquentes ({DAYS})",
            "Part des réponses de la période que la charte a données par le robot et que la personne n'a pas refusées "
            "dans le délai prévu.",
            "percentunit",
            (
                Query(f'recul:faq_share:ratio_{PERIOD}{{visibility="public"}}', "en public"),
                Query(f'recul:faq_share:n_{PERIOD}{{visibility="public"}}', "n, en public", "short"),
                Query(f'recul:faq_share:ratio_{PERIOD}{{visibility="private"}}', "en privé"),
                Query(f'recul:faq_share:n_{PERIOD}{{visibility="private"}}', "n, en privé", "short"),
            ),
        ),
        Panel(
            f"Hors des parts ({DAYS})",
            "Ce qui n'entre pas dans les parts, et ce que le robot a mal servi : demandes auxquelles une règle écrite "
            "dit que personne ne doit de réponse, retirées par la personne, exclues (injure, faux compte) ; réponses du"
            " robot refusées.",
            "short",
            (
                _aside("turns_no_answer_needed", "sans réponse due"),
                _aside("turns_withdrawn", "retirées par la personne"),
                _aside("turns_excluded", "exclues"),
                _aside("faq_answers_refused", "réponses du robot refusées"),
            ),
        ),
    ),
)

DELAIS = Dashboard(
    "recul-delais",
    "Délais de réponse",
    "Combien de temps les clients attendent, et combien attendent encore. Du premier message à la réponse ; jamais de "
    "moyenne du public et du privé ensemble.",
    (_KPI, _NOW, _DEPARTMENTS, _COURSE, _PROMISES, _VOLUME),
)

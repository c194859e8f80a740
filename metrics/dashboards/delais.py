"""“Délais de réponse”, for managers: the four figures, who still waits, each department, the course, promises, volume.

The staff's answers lead; the bot's stand beside. Public and private are never in one number.
"""

from metrics.dashboards.figures import FIGURES, N_STAFF, expected, mean, number, quantile
from metrics.dashboards.panel import DAYS, PERIOD, SERVICE, Dashboard, Panel, Query, Row
from metrics.promql import increase, once
from metrics.rules import COMMENT, MENTION, PRIVATE, Subject


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
            Query(f"max by(department)({mean(subject, '', staff)})", "Moyenne", "s"),
            Query(f"max by(department)({mean(subject, '_open', staff)})", "En heures d'ouverture", "s"),
            Query(f"max by(department)({number(subject, staff)})", "n"),
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


def _mentions_by_department() -> Panel:
    where = 'answered_by="all",reached="%s"'
    half = f"max by(department)({quantile(MENTION, 'p50', where)})"
    ever, n = f'recul:mentions_answered:ratio_{PERIOD}{{answered_by="all"}}', f"recul:mentions_answered:n_{PERIOD}"
    open_, oldest = (
        f"{family}{{{MENTION.where}}}" for family in ("recul_turns_open", "recul_turns_open_oldest_timestamp_seconds")
    )
    return Panel(
        "Qui nous nomme en public, par service",
        "Les indicateurs 1 et 2 par service : les demandes publiques qui nous nomment, arrivées dans la période, réponses du "
        "robot et demandes qui attendent encore comprises ; « all » : tous ensemble, « none » : aucun service. « Plus de » : "
        "tant attendent que la moitié n'est pas encore atteinte. Puis qui attend en ce moment.",
        "short",
        (
            Query(half % "yes", "La moitié en moins de", "s"),
            Query(half % "no", "La moitié : plus de", "s"),
            Query(f"max by(department)({ever})", "Répondues", "percentunit"),
            Query(f"max by(department)({n})", "n"),
            Query(f"sum by(department)({once(open_)})", "Attendent"),
            Query(f"time() - min by(department)({once(oldest)})", "La plus ancienne", "s"),
        ),
        "table",
        width=24,
        height=8,
    )


_DEPARTMENTS = Row(
    f"Par service ({DAYS})",
    (
        _mentions_by_department(),
        _by_department("Commentaires publics, par service", COMMENT),
        _by_department("Messages privés, par service", PRIVATE),
    ),
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
            Query(mean(subject, "", staff), "moyenne, équipe"),
            Query(mean(subject, "_open", staff), "en heures d'ouverture"),
            Query(number(subject, staff), N_STAFF, "short", "bars"),
            expected(visibility),
            Query(f"max({once(target)})", "délai de la charte", drawn="target"),
        ),
        "course",
        width=12,
        height=10,
    )


_MENTIONS = Panel(
    "Qui nous nomme en public, tendance",
    "Les indicateurs 1 et 2 : chaque point est de la période qui y finit, pour le service choisi en haut. En pointillés : ce "
    "que les clients attendent. Répondues : part des demandes arrivées dans la période qui avaient une réponse à ce moment, de "
    "l'équipe ou du robot. Barres : les nombres.",
    "s",
    (
        Query(mean(MENTION, "", f'{{answered_by="staff",department="{SERVICE}"}}'), "moyenne, équipe"),
        Query(number(MENTION, f'{{answered_by="staff",department="{SERVICE}"}}'), N_STAFF, "short", "bars"),
        expected("public"),
        Query(
            f'recul:mentions_answered:ratio_{PERIOD}{{answered_by="all",department="{SERVICE}"}}', "répondues", "percentunit"
        ),
        Query(f'recul:mentions_answered:n_{PERIOD}{{department="{SERVICE}"}}', "n, répondues", "short", "bars"),
    ),
    "course",
    width=24,
    height=10,
)

_COURSE = Row(
    "Tendance",
    (_MENTIONS, _course("Commentaires publics", COMMENT, "public"), _course("Messages privés", PRIVATE, "private")),
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
    (FIGURES, _NOW, _DEPARTMENTS, _COURSE, _PROMISES, _VOLUME),
)

"""“Équipe et file”, for those who lead teams: what waits where, how long the team takes, what was missed and promised."""

from metrics.dashboards.panel import DAYS, PERIOD, SERVICE, Dashboard, Panel, Query, Row
from metrics.promql import increase, once, quantile
from metrics.rules import OWED

_SIDES = (("public", "en public"), ("private", "en privé"))
_CLOCKS = (("expected", "le délai attendu"), ("target", "le délai de la charte"), ("promised", "l'heure promise"))


def _summed(selector: str, by: str = "department") -> str:
    return f"sum by({by})({once(selector)})"


def _overdue(clock: str) -> str:
    return f'recul_turns_overdue{{clock="{clock}"}}'


def _oldest(by: str) -> str:
    return f"time() - min by({by})({once('recul_turns_open_oldest_timestamp_seconds')})"


_QUEUE = Row(
    "La file en ce moment",
    (
        Panel(
            "Par service",
            "Demandes sans réponse en ce moment ; « none » : aucun service ne les a encore. Depuis quand attend la plus"
            " ancienne ; combien ont dépassé le délai de la charte, et l'heure promise.",
            "short",
            (
                Query(_summed('recul_turns_open{visibility="public"}'), "En public"),
                Query(_summed('recul_turns_open{visibility="private"}'), "En privé"),
                Query(_oldest("department"), "La plus ancienne", "s"),
                Query(_summed(_overdue("target")), "Délai dépassé"),
                Query(_summed(_overdue("promised")), "Promesse dépassée"),
            ),
            "table",
            width=12,
            height=10,
        ),
        Panel(
            "Demandes en attente",
            "Demandes sans réponse, par service, au fil du temps.",
            "short",
            (Query(_summed("recul_turns_open"), "{{department}}"),),
            "course",
            width=12,
            height=10,
        ),
        Panel(
            "Délais dépassés",
            "Demandes sans réponse qui ont dépassé chaque délai, tous services ensemble.",
            "short",
            tuple(Query(f"sum({once(_overdue(clock))})", said) for clock, said in _CLOCKS),
            "course",
            width=12,
        ),
        Panel(
            "La plus ancienne",
            "Depuis quand attend la demande qui attend depuis le plus longtemps, par service.",
            "s",
            (Query(_oldest("department"), "{{department}}"),),
            "course",
            width=12,
        ),
    ),
)


def _of_period(visibility: str, said: str) -> Panel:
    where = f'{{visibility="{visibility}"}}'
    missed = f'{{clock="target",visibility="{visibility}"}}'
    target = f'recul_target_seconds{{clock="target",visibility="{visibility}"}}'
    return Panel(
        f"Par service, {said} ({DAYS})",
        "« Prise en charge » : de la première remise à un service jusqu'à la réponse d'une personne, temps qui passe "
        "compris la nuit ; les réponses données dans la période. « Hors délai » : part des délais de la charte qui ont "
        "pris fin sans réponse. « Promesses » : part des premières promesses tenues.",
        "short",
        (
            Query(f"max by(department)(recul:staff_wait_seconds:mean_{PERIOD}{where})", "Prise en charge", "s"),
            Query(f"max by(department)(recul:staff_wait_seconds:n_{PERIOD}{where})", "n"),
            Query(f"max by(department)({once(target)})", "Délai de la charte", "s"),
            Query(f"max by(department)(recul:turns_missed:ratio_{PERIOD}{missed})", "Hors délai", "percentunit"),
            Query(f"max by(department)(recul:turns_missed:n_{PERIOD}{missed})", "n, délais"),
            Query(f"max by(department)(recul:promises_kept:ratio_{PERIOD}{where})", "Promesses", "percentunit"),
            Query(f"max by(department)(recul:promises_kept:n_{PERIOD}{where})", "n, promesses"),
        ),
        "table",
        width=12,
        height=10,
    )


def _staff_wait() -> tuple[Query, ...]:
    return tuple(
        query
        for visibility, said in _SIDES
        for where in (f'{{department="{SERVICE}",visibility="{visibility}"}}',)
        for query in (
            Query(f"recul:staff_wait_seconds:mean_{PERIOD}{where}", f"moyenne, {said}"),
            Query(f"recul:staff_wait_seconds:n_{PERIOD}{where}", f"n, {said}", "short", "bars"),
        )
    )


def _missed() -> tuple[Query, ...]:
    where = f'clock="target",department="{SERVICE}"'
    return tuple(
        query
        for visibility, said in _SIDES
        for cell in (f'{{{where},visibility="{visibility}"}}',)
        for query in (
            Query(f"recul:turns_missed:ratio_{PERIOD}{cell}", said),
            Query(f"recul:turns_missed:n_{PERIOD}{cell}", f"n, {said}", "short", "bars"),
        )
    )


_TEAM = Row(
    "L'équipe",
    (
        *(_of_period(visibility, said) for visibility, said in _SIDES),
        Panel(
            "Prise en charge, tendance",
            "Chaque point est la moyenne de la période qui y finit, pour le service choisi en haut : de la première "
            "remise à un service jusqu'à la réponse d'une personne.",
            "s",
            _staff_wait(),
            "course",
            width=12,
        ),
        Panel(
            "Délais de la charte manqués, tendance",
            "Part des délais de la charte de la période qui ont pris fin sans réponse, pour le service choisi en haut.",
            "percentunit",
            _missed(),
            "course",
            width=12,
        ),
    ),
)


def _heard(visibility: str, said: str) -> tuple[Query, ...]:
    where = f'{{visibility="{visibility}"}}'
    sums, n = (f"sum(recul:acknowledgement_delay_seconds:{part}_{PERIOD}{where})" for part in ("sum", "count"))
    buckets = increase(f"recul_acknowledgement_delay_seconds_bucket{where}", PERIOD)
    return (
        Query(f"{sums} / ({n} > 0)", f"moyenne, {said}"),
        Query(quantile(0.9, buckets), f"neuf sur dix, {said}"),
        Query(n, f"n, {said}", "short"),
        Query(_heard_of(visibility), f"entendues, {said}", "percentunit"),
    )


def _heard_of(visibility: str) -> str:
    """Who was never acknowledged is in no histogram: their share stands beside it."""
    where = f'visibility="{visibility}",window="{PERIOD}"'
    heard = once(f"recul_cohort_acknowledged{{{where}}}")
    owed = once(f'recul_cohort_turns{{{where},state=~"{OWED}"}}')
    return f"sum({heard}) / (sum({owed}) > 0)"


def _counted(name: str, where: str = "") -> str:
    return f"sum({increase(f'recul_{name}_total{where}', PERIOD)})"


def _late() -> tuple[Query, ...]:
    return tuple(Query(_counted("turns_answered_late", f'{{clock="{clock}"}}'), f"après {said}") for clock, said in _CLOCKS)


_DANGERS = f"sum by(visibility)({increase('recul_danger_acknowledged_delay_seconds_%s', PERIOD)})"

_FIRST = Row(
    f"Premier niveau ({DAYS})",
    (
        Panel(
            "Entendre : délai de la première réponse",
            "Du premier message à la première réponse qui dit que la personne est entendue. Seules celles qui ont été "
            "entendues comptent dans les délais ; « neuf sur dix » est lu dans les tranches d'un histogramme. « "
            "Entendues » : leur part des demandes arrivées dans la période.",
            "s",
            tuple(query for visibility, said in _SIDES for query in _heard(visibility, said)),
            width=8,
        ),
        Panel(
            "Réponses venues trop tard",
            "Réponses de la période arrivées après chacun des délais. Une réponse tardive ne rachète pas le délai manqué.",
            "short",
            _late(),
            width=8,
        ),
        Panel(
            "Réponses du robot",
            "Réponses de la charte que la personne a confirmées, ou refusées à temps. Qui n'a rien dit n'est dans "
            "aucune des deux.",
            "short",
            (Query(_counted("faq_answers_confirmed"), "confirmées"), Query(_counted("faq_answers_refused"), "refusées")),
            width=8,
        ),
        Panel(
            "Ce qui est fait des messages",
            "Décisions prises dans la période, par genre.",
            "short",
            tuple(
                Query(f"sum by(kind)({increase(f'recul_decisions_total{{{where}}}', PERIOD)}) > 0", f"{{{{kind}}}}, {said}")
                for where, said in ((f'visibility="{visibility}"', said) for visibility, said in _SIDES)
            ),
            width=12,
        ),
        Panel(
            "Dangers",
            "Du message où un danger a été reconnu jusqu'à ce qu'une personne dise s'en occuper ; et ceux dont personne"
            " n'a dit s'occuper.",
            "s",
            (
                Query(f"{_DANGERS % 'sum'} / ({_DANGERS % 'count'} > 0)", "moyenne, {{visibility}}"),
                Query(_DANGERS % "count", "n, {{visibility}}", "short"),
                Query(f"sum({once('recul_dangers_open')})", "sans personne", "short"),
                Query(f"time() - min({once('recul_dangers_open_oldest_timestamp_seconds')})", "la plus ancienne, depuis"),
            ),
            width=12,
        ),
    ),
)

EQUIPE = Dashboard(
    "recul-equipe",
    "Équipe et file",
    "Ce qui attend, dans quel service, et combien de temps l'équipe met à prendre en charge.",
    (_QUEUE, _TEAM, _FIRST),
    "now-7d",
)

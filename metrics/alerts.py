"""When somebody is to be told, what they read and what they do next.

Sized for tens of messages a day: a share is judged over days, with a least number, never over minutes. With nine in ten
promised in time no share of misses can be worse than ten times the allowed one, so the burn rates of busy services would never
fire here.
"""

from dataclasses import dataclass
from typing import Literal

from metrics.promql import each, increase, named, once
from metrics.rules import MENTION

Severity = Literal["critical", "warning", "info"]
"""critical: now, at any hour. warning: today, when the teams are there. info: to be known."""


@dataclass(frozen=True, slots=True)
class Alert:
    """`expr` holding for `hold` makes it fire. `says` and `todo` in French, beside them in English; `$labels` and `$value` are
    Prometheus's."""

    name: str
    expr: str
    hold: str
    severity: Severity
    says: str
    todo: str
    says_en: str
    todo_en: str

    @property
    def runbook(self) -> str:
        """The section of docs/boards.md about it, as a link's end."""
        return f"docs/boards.md#{self.name.lower()}"


_FOR = "{{ $value | humanizeDuration }}"
_SHARE = "{{ $value | humanizePercentage }}"
_N = "{{ $value | humanize }}"
_SIDE = '{{ if eq $labels.visibility "public" }}en public{{ else }}en privé{{ end }}'
_SIDE_EN = "{{ $labels.visibility }}"
_TEAM = '{{ if eq $labels.department "none" }}aucun service{{ else }}service {{ $labels.department }}{{ end }}'
_TEAM_EN = '{{ if eq $labels.department "none" }}no department{{ else }}department {{ $labels.department }}{{ end }}'
_CHANNEL = "{{ $labels.channel }}"
_SCOPES = {"all": ("tout", "everything"), "bot": ("le robot", "the bot"), "staff": ("l'équipe", "the staff")}
_SCOPE, _SCOPE_EN = (
    "".join(f'{{{{ if eq $labels.scope "{scope}" }}}}{said[n]}{{{{ else }}}}{{{{ end }}}}' for scope, said in _SCOPES.items())
    for n in range(2)
)
_SUSPENDED = once('recul_suspended{scope=~"all|bot|staff"}')
_ALL_SUSPENDED = once('recul_suspended{scope="all"}')
_EXPECTED = 'max(recul_target_seconds{clock="expected",visibility="public"})'

_LATE_MENTIONS = " or ".join(
    f"sum by(department)({once(f'{family}{{{where},{MENTION.where}}}')}) > 0"
    for family, where in (("recul_turns_overdue", 'clock="target"'), ("recul_turns_open", 'department="none"'))
)
"""Departments past the charter's own target, which runs in opening hours: at night nobody becomes late. What nobody has been
given has no such target, and no team that will come to it in the morning."""


def _since(selector: str) -> str:
    return f"time() - {once(selector)}"


def _missed(first: str, second: str, share: str, least: int) -> str:
    """Misses of the charter's own target: what customers expect runs at night too, when nobody has promised to be there."""
    where = '{clock="target",department="all"}'
    both = f"recul:turns_missed:ratio_{first}{where} > {share} and recul:turns_missed:ratio_{second}{where} > {share}"
    return f"{both} and recul:turns_missed:n_{first}{where} >= {least}"


PEOPLE = (
    Alert(
        "ReculDangerUnacknowledged",
        _since("recul_dangers_open_oldest_timestamp_seconds") + " > 600",
        "0m",
        "critical",
        f"Un message parle d'un danger depuis {_FOR} et personne ne l'a pris en charge ({_SIDE}).",
        "Ouvrez la conversation, en tête de la file. Appelez la personne d'astreinte, puis pressez « Je m’en occupe ».",
        f"A message has spoken of a danger for {_FOR} and nobody has taken care of it ({_SIDE_EN}).",
        "Open the conversation, first in the queue. Call whoever is on call, then press “I take care of it”.",
    ),
    Alert(
        "ReculOverdue",
        "sum by(department, visibility)(" + once('recul_turns_overdue{clock="target"}') + ") > 0",
        "15m",
        "warning",
        f"{_N} demande(s) sans réponse après le délai de la charte ({_TEAM}, {_SIDE}).",
        "Répondez aux plus anciennes d'abord. Si le service ne peut pas suivre, transférez ou prévenez son responsable.",
        f"{_N} request(s) without an answer past the charter's delay ({_TEAM_EN}, {_SIDE_EN}).",
        "Answer the oldest first. If the department cannot keep up, transfer them or tell its lead.",
    ),
    Alert(
        "ReculOldestMention",
        f"time() - min by(department)({once(f'recul_turns_open_oldest_timestamp_seconds{{{MENTION.where}}}')})"
        f" > on() group_left() {_EXPECTED} and on(department) ({_LATE_MENTIONS})",
        "0m",
        "warning",
        f"Une personne qui nous a nommés en public attend une réponse depuis {_FOR} ({_TEAM}).",
        "Ouvrez la file du service et répondez à la plus ancienne. Un accusé de réception n'est pas une réponse.",
        f"Somebody who named us in public has waited {_FOR} for an answer ({_TEAM_EN}).",
        "Open the department's queue and answer the oldest. An acknowledgement is no answer.",
    ),
    Alert(
        "ReculMissesFast",
        _missed("1d", "6h", "0.5", 10),
        "0m",
        "warning",
        f"Plus de la moitié des délais de la charte sont dépassés depuis hier ({_SHARE}, {_SIDE}).",
        "Regardez « Équipe et file » : où cela attend. Renforcez un service, ou ajustez ce que la charte promet.",
        f"More than half of the charter's delays have been missed since yesterday ({_SHARE}, {_SIDE_EN}).",
        "Look at “Équipe et file”: where it waits. Reinforce a team, or change what the charter promises.",
    ),
    Alert(
        "ReculMissesSlow",
        _missed("7d", "1d", "0.2", 20),
        "0m",
        "info",
        f"Un délai de la charte sur cinq est dépassé depuis une semaine, et encore depuis hier ({_SHARE}, {_SIDE}).",
        "Comparez les services sur « Délais de réponse ». Parlez-en au prochain point : heures, effectif, ou délai promis.",
        f"One of the charter's delays in five has been missed for a week, and still since yesterday ({_SHARE}, {_SIDE_EN}).",
        "Compare the departments on “Délais de réponse”. Bring it to the next meeting: hours, staff, or the delay promised.",
    ),
    Alert(
        "ReculPromisesBroken",
        'recul:promises_kept:ratio_1d{department="all"} < 0.8 and '
        + named('sum by(visibility)(recul:promises_due:increase_1d{result="broken"})', department="all")
        + " >= 3",
        "0m",
        "warning",
        f"Depuis hier, {_SHARE} seulement des premières promesses faites aux clients ont été tenues ({_SIDE}).",
        "Répondez d'abord à celles qui viennent à échéance. Si l'équipe est réduite, allongez les délais de la charte.",
        f"Since yesterday only {_SHARE} of the first promises made to customers were kept ({_SIDE_EN}).",
        "Answer first those that fall due next. If the team is small for now, lengthen the charter's delays.",
    ),
    Alert(
        "ReculCrisis",
        f"({once('recul_crisis_state')} >= 1) < 3",
        "0m",
        "critical",
        "Une crise est proposée, et personne n'a encore décidé.",
        "Lisez les messages, puis décidez : recul crisis declare ou decline. Sans décision, le robot se tait en public.",
        "A crisis is proposed and nobody has decided yet.",
        "Read the messages, then decide: recul crisis declare or decline. Undecided, the bot goes quiet in public.",
    ),
    Alert(
        "ReculSuspended",
        f"{_SUSPENDED} > 0",
        "2h",
        "warning",
        f"L'envoi est suspendu depuis plus de deux heures ({_SCOPE}) : les clients n'en reçoivent rien.",
        "Si la raison est passée, reprenez : recul resume. Sinon dites à l'équipe quand cela reprendra.",
        f"Sending has been suspended for more than two hours ({_SCOPE_EN}): customers receive nothing of it.",
        "If the reason is over, take it up again: recul resume. If not, tell the team when it will be.",
    ),
)
"""About people who wait."""

MACHINE = (
    Alert(
        "ReculUndecided",
        _since("recul_undecided_oldest_timestamp_seconds") + " > 120",
        "0m",
        "critical",
        f"Un message reçu n'est toujours pas lu par le programme après {_FOR} : il n'est dans aucune file.",
        "Lisez le journal du programme, relancez-le, puis recul doctor.",
        f"A message that was received is still unread by the program after {_FOR}: it is in no queue.",
        "Read the program's log, restart it, then recul doctor.",
    ),
    Alert(
        "ReculOutboxStuck",
        _since('recul_outbox_oldest_timestamp_seconds{channel!="web"}') + f" > 900 unless on() (max({_ALL_SUSPENDED}) > 0)",
        "2m",
        "critical",
        f"Une réponse attend de partir depuis {_FOR} ({_CHANNEL}) : des clients ne reçoivent pas ce qui leur est dû.",
        "recul doctor dit ce qui manque : réseau, jeton, courrier, pont ; recul pause --status, si un envoi est suspendu.",
        f"A reply has waited {_FOR} to leave ({_CHANNEL}): customers do not receive what they are owed.",
        "recul doctor says what is missing: network, token, mail, bridge; recul pause --status, if some sending is suspended.",
    ),
    Alert(
        "ReculUndeliverable",
        "sum by(channel)(" + increase('recul_undeliverable_total{code!~"blocked|user_deactivated"}', "1d") + ") >= 3",
        "0m",
        "warning",
        f"{_N} réponses n'ont pas pu être remises depuis hier ({_CHANNEL}).",
        "Le bureau dit pourquoi à chaque conversation. Rendez ses droits au robot, ou joignez la personne autrement.",
        f"{_N} replies could not be delivered since yesterday ({_CHANNEL}).",
        "The desk says why at each conversation. Give the bot its rights again, or reach the person another way.",
    ),
    Alert(
        "ReculChannelSilent",
        _since('recul_channel_success_timestamp_seconds{channel="telegram"}') + " > 600",
        "2m",
        "critical",
        f"Telegram ne nous répond plus depuis {_FOR} : les messages des clients n'arrivent pas.",
        "Vérifiez le réseau et le jeton (recul doctor). Telegram garde les messages 24 heures : rien n'est perdu d'ici là.",
        f"Telegram has not answered us for {_FOR}: customers' messages do not arrive.",
        "Check the network and the token (recul doctor). Telegram keeps messages for 24 hours: until then nothing is lost.",
    ),
    Alert(
        "ReculEngineFallback",
        f"sum({each('recul_engine_fallbacks_total', '1h')}) >= 5",
        "0m",
        "warning",
        f"Rasa n'a pas lu {_N} messages en une heure ; le moteur intégré les a lus à sa place.",
        "Les clients sont servis. Regardez le serveur Rasa : recul doctor, puis relancez-le.",
        f"Rasa did not read {_N} messages in an hour; the built-in engine read them in its place.",
        "Customers are served. Look at the Rasa server: recul doctor, then restart it.",
    ),
    Alert(
        "ReculCharterTrouble",
        "max(recul_charter_trouble) > 0",
        "10m",
        "warning",
        "Une modification de la charte est refusée : l'ancienne version continue.",
        "recul charter check dit ligne par ligne ce qu'il faut corriger.",
        "An edit of the charter is refused: the old version goes on.",
        "recul charter check says line by line what to mend.",
    ),
    Alert(
        "ReculFiguresStale",
        "time() - max(recul_figures_timestamp_seconds) > 300 or absent(recul_figures_timestamp_seconds)",
        "2m",
        "warning",
        "Les chiffres ne sont plus calculés : les tableaux ne disent rien du présent.",
        "Aucun client n'est touché. Relancez le programme ; si cela continue, lisez son journal et recul doctor.",
        "The figures are no longer computed: the boards say nothing about the present.",
        "No customer is affected. Restart the program; if it goes on, read its log and recul doctor.",
    ),
    Alert(
        "ReculCountersWentBack",
        f"max({once('resets(recul_turns_opened_total[1h])')}) > 0",
        "0m",
        "info",
        "Les compteurs sont revenus en arrière : une sauvegarde a sans doute été restaurée.",
        "Les moyennes d'une période sont fausses jusqu'à ce qu'elle soit passée. Lisez le présent, et recul metrics recount.",
        "The counters went back: a backup was probably restored.",
        "The means of a period are wrong until it is over. Read the present instead, and recul metrics recount.",
    ),
    Alert(
        "ReculDown",
        'up{job="recul"} == 0 or absent(up{job="recul"})',
        "3m",
        "critical",
        "Prometheus ne lit plus les chiffres du programme {{ $labels.instance }}.",
        "Le programme ou sa base de données ne répond plus : recul doctor, puis relancez-le. Les clients attendent peut-être.",
        "Prometheus can no longer read the figures of the program {{ $labels.instance }}.",
        "The program or its database does not answer: recul doctor, then restart it. Customers may be waiting.",
    ),
)
"""About the machinery that serves them."""

ALERTS = (*PEOPLE, *MACHINE)

"""The charter's cap has made a promise that will hardly be kept: the referent is told, once a day and department."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from charter import hours
from conversations.turn import Turn
from conversations.workload import Workload
from routing.draft import Draft
from routing.promising import Policy


def tell_referent(draft: Draft, turn: Turn, department: str, policy: Policy, wanted: timedelta) -> None:
    """An e-mail at the department's next opening. `wanted`: the open time that would be honest."""
    context = draft.context
    due = hours.next_opening(policy.hours, context.now)
    day = due.astimezone(ZoneInfo(policy.hours.timezone)).date()
    load = context.workloads.get(department, Workload())
    name = next(iter(context.charter.department(department).label.values()))
    draft.notify(
        context.charter.referent,
        f"Promesses plafonnées pour {name}",
        _text(name, policy, wanted, load, context.now) + f"\n\nLa file : {context.desk_url}/desk",
        due=due,
        turn=turn,
        once=f"capped-{department}-{day}",
    )


def _text(name: str, policy: Policy, wanted: timedelta, load: Workload, now: datetime) -> str:
    most = policy.delay * policy.bounds.cap
    factor = _number(policy.bounds.cap)
    ahead = sum(by > now for by in load.promised)
    return (
        f"Pour {name}, la charte laisse promettre au plus {_said(most)} d'ouverture ({factor} fois le délai "
        f"de {_said(policy.delay)}). Une promesse honnête serait en ce moment de {_said(wanted)}.\n\n"
        f"Demandes qui attendent : {load.waiting}, dont {ahead} avec une promesse à venir.\n"
        f"{_usual(load)}\n\n"
        "Les promesses faites maintenant risquent de ne pas être tenues. À faire : renforcer l'équipe aujourd'hui, ou allonger "
        "dans la charte le délai de ce service (delays) ou le plafond (promising, cap)."
    )


def _usual(load: Workload) -> str:
    if not load.answers:
        return "Le rythme habituel de l'équipe n'est pas encore connu."
    delay = load.p90 or load.over
    slow = (
        f"une réponse sur dix prend {'' if load.p90 else 'plus de '}{_said(delay)} d'ouverture ou davantage, " if delay else ""
    )
    return f"Sur 28 jours : {slow}{load.answers} réponses, {_number(load.per_hour)} par heure d'ouverture."


def _number(figure: float) -> str:
    return f"{round(figure, 1):g}".replace(".", ",")


def _said(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"

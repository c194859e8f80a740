"""The charter's cap has made a promise that will hardly be kept: the referent is told, once a day and department."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from charter import hours
from conversations.turn import Turn
from conversations.workload import Workload
from routing import telling
from routing.draft import Draft
from routing.promising import Policy

_SUBJECT = {"fr": "Promesses plafonnées pour {name}", "en": "Promises cut short for {name}"}
_TEXT = {
    "fr": "Pour {name}, la charte laisse promettre au plus {most} d'ouverture ({factor} fois le délai de {delay}). Une "
    "promesse honnête serait en ce moment de {wanted}.\n\nDemandes qui attendent : {waiting}, dont {ahead} avec une "
    "promesse à venir.\n{usual}\n\nLes promesses faites maintenant risquent de ne pas être tenues. À faire : renforcer "
    "l'équipe aujourd'hui, ou allonger dans la charte le délai de ce service (delays) ou le plafond (promising, cap).\n\n"
    "La file : {link}",
    "en": "For {name}, the charter lets us promise {most} of opening hours at most ({factor} times the delay of {delay}). An "
    "honest promise would be {wanted} at the moment.\n\nRequests that wait: {waiting}, {ahead} of them with a promise to come."
    "\n{usual}\n\nPromises made now may not be kept. What to do: strengthen the team today, or lengthen in the charter this "
    "department's delay (delays) or the cap (promising, cap).\n\nThe queue: {link}",
}
_UNKNOWN = {
    "fr": "Le rythme habituel de l'équipe n'est pas encore connu.",
    "en": "How fast the team usually is, is not known yet.",
}
_USUAL = {
    "fr": "Sur 28 jours : {slow}{answers} réponses, {per_hour} par heure d'ouverture.",
    "en": "Over 28 days: {slow}{answers} answers, {per_hour} per open hour.",
}
_SLOW = {
    "fr": "une réponse sur dix prend {delay} d'ouverture ou davantage, ",
    "en": "one answer in ten takes {delay} of opening hours or more, ",
}
_OVER = {"fr": "plus de {delay}", "en": "more than {delay}"}


def tell_referent(draft: Draft, turn: Turn, department: str, policy: Policy, wanted: timedelta) -> None:
    """An e-mail at the department's next opening. `wanted`: the open time that would be honest."""
    context = draft.context
    language = telling.language(context.charter)
    due = hours.next_opening(policy.hours, context.now)
    day = due.astimezone(ZoneInfo(policy.hours.timezone)).date()
    load = context.workloads.get(department, Workload())
    name = telling.label(context.charter, department)
    draft.notify(
        context.charter.referent,
        _SUBJECT[language].format(name=name),
        _text(name, policy, wanted, load, context.now, language, f"{context.desk_url}/desk"),
        due=due,
        turn=turn,
        once=f"capped-{department}-{day}",
    )


def _text(name: str, policy: Policy, wanted: timedelta, load: Workload, now: datetime, language: str, link: str) -> str:
    return _TEXT[language].format(
        name=name,
        most=_said(policy.delay * policy.bounds.cap),
        factor=_number(policy.bounds.cap, language),
        delay=_said(policy.delay),
        wanted=_said(wanted),
        waiting=load.waiting,
        ahead=sum(by > now for by in load.promised),
        usual=_usual(load, language),
        link=link,
    )


def _usual(load: Workload, language: str) -> str:
    if not load.answers:
        return _UNKNOWN[language]
    delay = load.p90 or load.over
    said = _said(delay) if delay else ""
    slow = _SLOW[language].format(delay=said if load.p90 else _OVER[language].format(delay=said)) if delay else ""
    return _USUAL[language].format(slow=slow, answers=load.answers, per_hour=_number(load.per_hour, language))


def _number(figure: float, language: str) -> str:
    said = f"{round(figure, 1):g}"
    return said.replace(".", ",") if language == "fr" else said


def _said(time: timedelta) -> str:
    minutes = round(time.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"

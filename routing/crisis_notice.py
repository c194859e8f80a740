"""What the persons in charge are told of a crisis that nobody has decided: what was counted, what follows, what to do."""

from typing import NamedTuple

from charter import promises
from charter.charter import Charter
from conversations.crisis import Crisis, CrisisState
from routing import telling

TOLD = frozenset({CrisisState.PROPOSED, CrisisState.PRECAUTION})
"""The states that nobody has decided."""


class Notice(NamedTuple):
    """A letter to a person in charge."""

    subject: str
    text: str


_SUBJECTS = {
    "fr": {CrisisState.PROPOSED: "Crise possible : à décider", CrisisState.PRECAUTION: "Le robot se tait en public"},
    "en": {CrisisState.PROPOSED: "Perhaps a crisis: please decide", CrisisState.PRECAUTION: "The bot is quiet in public"},
}
_COUNTED = {
    "fr": "Personnes différentes qui ont écrit en public dans la dernière période : {contacts}, dont agacées ou en colère : "
    "{upset}. D'habitude à cette heure-là : {usual}.",
    "en": "Different people who wrote in public lately: {contacts}, of them annoyed or angry: {upset}. Usually at that hour: "
    "{usual}.",
}
_THEN = {
    "fr": {
        CrisisState.PROPOSED: "Rien n'a changé pour les clients. Sans décision dans les {minutes} minutes, le robot se "
        "taira en public par précaution, sans rien publier.",
        CrisisState.PRECAUTION: "Personne n'a décidé à temps : le robot se tait en public. Fin au plus tard : {until}. Il ne "
        "publie rien, le service en privé continue, et ce qui attend reste dans la file.",
    },
    "en": {
        CrisisState.PROPOSED: "Nothing has changed for customers. Without a decision within {minutes} minutes the bot goes "
        "quiet in public as a precaution, and publishes nothing.",
        CrisisState.PRECAUTION: "Nobody decided in time: the bot is quiet in public. It ends at the latest {until}. Nothing is "
        "published, private service goes on, and what waits stands in the queue.",
    },
}
_DO = {
    "fr": "À faire : `recul crisis declare --as IDENTIFIANT` si c'est une crise, `recul crisis decline --as IDENTIFIANT` sinon."
    "\n\nLa file : {link}",
    "en": "To do: `recul crisis declare --as LOGIN` if it is a crisis, `recul crisis decline --as LOGIN` if not."
    "\n\nThe queue: {link}",
}


def notice(crisis: Crisis, charter: Charter, desk_url: str) -> Notice:
    """The letter on a crisis in a state of `TOLD`, in the language of the brand."""
    language, figures = telling.language(charter), crisis.figures
    counted = _COUNTED[language].format(
        contacts=round(figures.get("contacts", 0)),
        upset=round(figures.get("upset", 0)),
        usual=round(figures.get("usual_contacts", 0)),
    )
    then = _THEN[language][crisis.state].format(
        minutes=round(charter.crisis.decide_within.total_seconds() / 60),
        until=promises.say_moment(crisis.ends_at or crisis.changed_at, crisis.changed_at, charter.hours.timezone, language),
    )
    text = "\n\n".join((counted, then, _DO[language].format(link=f"{desk_url}/desk")))
    return Notice(f"[{charter.brand.name}] {_SUBJECTS[language][crisis.state]}", text)

"""How Rasa stands, in sentences for `recul doctor`: reachable, with the right token, with the model of the charter in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing

from bot.settings import Misconfigured, Settings
from bot.training_sentences import sentences_in_force
from bot.wiring import open_store
from charter.problems import CharterProblems
from conversations.ports import Unavailable
from nlu.rasa_link import Described, RasaLink
from nlu.rasa_project import learnable, sentences_digest, sentences_of

PATIENCE = 5.0
NAMED = 5
_AGAIN = "`recul nlu serve-rasa` (or `make rasa`) trains it anew and serves it."


async def rasa_standing(settings: Settings) -> tuple[str, str]:
    """`off`, `ok` or `trouble`, and what was found with what to do."""
    if settings.nlu != "rasa":
        return "off", "the embedded engine understands; RECUL_NLU=rasa uses a Rasa server"
    if settings.rasa_token is None:
        return (
            "trouble",
            "RECUL_RASA_TOKEN is not set: RECUL_RASA_TOKEN_FILE=var/rasa/token is the one `recul nlu serve-rasa` made",
        )
    link = RasaLink(settings.rasa_url, settings.rasa_token.get_secret_value(), PATIENCE)
    async with aclosing(link):
        trouble = await link.trouble()
        served = None if trouble else await link.look()
    if served is None:
        return "trouble", trouble or f"The Rasa server at {settings.rasa_url} answers nothing that can be read. {_AGAIN}"
    try:
        async with open_store(settings) as store:
            sentences = await sentences_in_force(settings, store)
    except (Unavailable, Misconfigured, CharterProblems):
        return "trouble", f"{served.model_file} is served; what it should know is unknown: see charter and database above"
    return _judged(served, sentences)


def _judged(served: Described, sentences: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    found = [*_differences(served.intents, learnable(sentences).keys())]
    learned = sentences_of(served.model_file)
    if learned is not None and learned != sentences_digest(sentences):
        found.append("it was trained on other sentences than the release in force")
    if found:
        return "trouble", f"{served.model_file} is served, and is not this charter's: {'; '.join(found)}. {_AGAIN}"
    unknown = "" if learned else "; its name does not tell which sentences it was trained on"
    return "ok", f"{served.model_file} is served, {len(served.intents)} intents{unknown}"


def _differences(served: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    has, needs = set(served), set(wanted)
    if needs - has:
        yield f"it lacks {_some(needs - has)}"
    if has - needs:
        yield f"it names what the charter does not have, which is ignored: {_some(has - needs)}"


def _some(names: set[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(sorted(names)[:NAMED]) + more

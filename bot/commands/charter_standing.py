"""Which version of the charter is in force, and how its file stands beside it, in a sentence for `recul doctor`."""

from bot.charter_status import read_status
from bot.settings import Misconfigured, Settings
from bot.wiring import open_store
from charter.load import written
from charter.problems import CharterProblems
from conversations.charter_file import CharterFile, Edit, FileStanding, edit_of
from conversations.ports import Unavailable
from conversations.versions import CharterVersion


async def charter_standing(settings: Settings) -> tuple[str, str]:
    """`ok` or `trouble`, and what was found with what to do."""
    try:
        async with open_store(settings) as store:
            version, known = await store.current_version(), await read_status(store)
    except (Unavailable, Misconfigured):
        return "trouble", "unknown: the database cannot be read"
    if version is None:
        return "ok", "nothing is published yet: the first `recul serve` publishes the file"
    since = f"{version.at:%Y-%m-%d %H:%M} UTC"
    in_force = f"version {version.number} ({version.digest[:12]}, {version.origin}) is in force since {since}"
    state, says = _file(settings, version, known)
    return state, f"{in_force}{says}"


def _file(settings: Settings, version: CharterVersion, known: CharterFile) -> tuple[str, str]:
    watched = "charter" in settings.model_fields_set or known.path == str(settings.charter.absolute())
    if not watched:
        return "ok", "; no file is watched (RECUL_CHARTER names none)"
    if known.standing is FileStanding.REFUSED:
        more = f" (and {known.more} more)" if known.more else ""
        return "trouble", f"; the edited file is refused: {known.what}{more}. Mend it; `recul charter check` lists everything."
    try:
        edit = edit_of(written(settings.charter).digest, known, version)
    except CharterProblems:
        return "ok", ""  # told beside this line, with its place
    if edit is Edit.REFUSE:
        return "trouble", (
            "; the edited file is refused: it does not descend from that version. `recul charter export DIR` writes the "
            "version out; take over what it brought, then `recul charter publish FILE`."
        )
    return "ok", _WAITS.get(edit, "")


_WAITS = {
    Edit.IMPORT: "; the file was edited and waits: `recul serve` imports it when it runs, `recul charter publish` at once",
    Edit.BEHIND: "; the file is older than it: `recul charter export DIR` writes the version out",
}

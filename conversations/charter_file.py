"""The charter's file beside the versions in the database: whether it is in force, and what has become of its last edit."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.versions import CharterVersion


class FileStanding(StrEnum):
    """Where the file stands. `behind`: a later version was published elsewhere, and the file was not edited since.

    `unusable` is no matter of the file: the process that says so cannot use the version in force, and goes on by an older one.
    """

    UNWATCHED = "unwatched"
    IN_FORCE = "in_force"
    BEHIND = "behind"
    TRAINING = "training"
    REFUSED = "refused"
    DIVERGED = "diverged"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class CharterFile:
    """The file at `path`, whose `imported` digest was the last one in force. The state is shared by all processes.

    `what` is the first problem of a refused edit, `more` how many there are beside it, `share` in 0..1 how far its training
    is, `number` the version that an edit stands against. `refusals` counts all refused edits there ever were.
    """

    path: str = ""
    imported: str = ""
    standing: FileStanding = FileStanding.UNWATCHED
    what: str = ""
    more: int = 0
    share: float = 0.0
    number: int = 0
    refusals: int = 0

    @property
    def troubled(self) -> bool:
        """True when an edit waits in vain: a person has to do something."""
        return self.standing in (FileStanding.REFUSED, FileStanding.DIVERGED, FileStanding.UNUSABLE)


NO_FILE = CharterFile()


class Edit(StrEnum):
    """What a look at the file leads to."""

    NONE = "none"
    BEHIND = "behind"
    IMPORT = "import"
    REFUSE = "refuse"


def edit_of(digest: str, known: CharterFile, current: CharterVersion) -> Edit:
    """What to do with a file of that digest: nothing when it is in force, import it when it was edited.

    Refused when the version in force does not descend from it: somebody published in another way since.
    """
    if digest == current.digest:
        return Edit.NONE
    if digest == known.imported:
        return Edit.BEHIND
    return Edit.IMPORT if current.digest == known.imported else Edit.REFUSE

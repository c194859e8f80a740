"""What a look at the charter's file leads to, whatever was published since."""

from datetime import UTC, datetime

import pytest

from conversations.charter_file import CharterFile, Edit, FileStanding, edit_of
from conversations.versions import CharterVersion

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("file", "imported", "in_force", "edit"),
    [
        ("a", "a", "a", Edit.NONE),
        ("b", "a", "a", Edit.IMPORT),
        ("a", "a", "desk", Edit.BEHIND),
        ("b", "a", "desk", Edit.REFUSE),
        ("desk", "a", "desk", Edit.NONE),
        ("a", "b", "a", Edit.NONE),
        ("b", "b", "a", Edit.BEHIND),
        ("c", "b", "a", Edit.REFUSE),
        ("a", "", "desk", Edit.REFUSE),
    ],
    ids=[
        "untouched",
        "edited",
        "the desk has published",
        "edited although the desk has published",
        "merged with what the desk has published",
        "put back to what a rollback brought",
        "untouched after a rollback",
        "edited after a rollback",
        "a file that was never in force",
    ],
)
def test_a_file_is_imported_only_when_the_version_in_force_descends_from_it(
    file: str, imported: str, in_force: str, edit: Edit
) -> None:
    current = CharterVersion(3, in_force, "", {}, "m", "file", "file", NOW)
    assert edit_of(file, CharterFile("charter.yaml", imported), current) is edit


def test_only_what_a_person_must_mend_is_trouble() -> None:
    troubled = {standing for standing in FileStanding if CharterFile(standing=standing).troubled}
    assert troubled == {FileStanding.REFUSED, FileStanding.DIVERGED, FileStanding.UNUSABLE}

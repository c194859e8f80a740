"""Nobody is there: a department in which all are absent hands new turns along `escalates_to`, to the first that is present."""

from collections.abc import Set

from charter.charter import Charter


def holder(charter: Charter, department: str, away: Set[str]) -> str:
    """Who gets what is meant for `department` while nobody is present in `away`; itself when nobody is present anywhere."""
    passed: set[str] = set()
    at: str | None = department
    while at is not None and at in away and at not in passed and charter.is_department(at):
        passed.add(at)
        at = charter.department(at).escalates_to
    return at if at is not None and at not in passed and charter.is_department(at) else department

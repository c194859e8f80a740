"""In CI (RECUL_NO_SKIP=1) a skipped test is a failure, unless its reason names what RECUL_ALLOWED_SKIP allows to be missing."""

import os

import pytest

_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember why tests were skipped."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a test was skipped that must not be."""
    if os.environ.get("RECUL_NO_SKIP") != "1" or hasattr(session.config, "workerinput"):
        return
    allowed = os.environ.get("RECUL_ALLOWED_SKIP", "")
    refused = [line for line in _skipped if not (allowed and allowed in line)]
    if refused:
        print("\nSkipped, and may not be here:\n" + "\n".join(refused))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

"""With CI=true a skipped test is a failed one: CI has all that the tests need. Long ones go first."""

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if os.environ.get("CI") == "true" and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI skips nothing: {report.longrepr}"
    return report


def pytest_collection_modifyitems(items):
    """Long tests are the first of their kind, so that at the end no process waits for another's.

    Those that commit stay behind those that do not, where pytest-django puts them.
    """
    first = next((at for at, one in enumerate(items) if commits(one)), len(items))
    rest = items[first:]
    rest.sort(key=lambda one: one.get_closest_marker("long") is None)
    items[first:] = rest


def commits(item):
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "live_server" in item.fixturenames

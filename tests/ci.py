"""With CI=true a skipped test is a failed one: CI has all that the tests need.

Only those marked `real_server` may be left out: they need a network's own server, which is started
by hand.
"""

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    may_be_left_out = item.get_closest_marker("real_server") is not None
    if os.environ.get("CI") == "true" and report.skipped and not may_be_left_out:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI skips nothing: {report.longrepr}"
    return report

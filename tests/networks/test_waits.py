"""How long a server asks us to wait, in every way that servers say it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from virta.networks import waits

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DATE = format_datetime(NOW, usegmt=True)
EPOCH = int(NOW.timestamp())


def waited(**headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return waits.wait(httpx.Headers({"Date": DATE, **named})).total_seconds()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 60),
        ({"retry_after": "30"}, 30),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after": "0"}, 1),
        ({"retry_after": "-20"}, 1),
        ({"retry_after": "99999999"}, 86400),
        ({"retry_after": "inf"}, 60),
        ({"retry_after": "nan"}, 60),
        ({"retry_after": "soon"}, 60),
        ({"retry_after": "Sun, 01 Mar 2026 12:02:00 GMT"}, 120),
        ({"retry_after": "Sun, 01 Mar 2026 14:02:00 +0200"}, 120),
        ({"retry_after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 1),
        ({"x_ratelimit_reset": "2026-03-01T12:05:00.123456Z"}, 300.123456),
        ({"x_ratelimit_reset": "2026-03-01T12:05:00"}, 300),
        ({"ratelimit_reset": str(EPOCH + 90)}, 90),
        ({"ratelimit_reset": str((EPOCH + 90) * 1000)}, 90),
        ({"ratelimit_reset": "90"}, 90),
        ({"x_ratelimit_reset_after": "2.5"}, 2.5),
        ({"retry_after": "7", "x_ratelimit_reset": str(EPOCH + 90)}, 7),
        ({"retry_after": "soon", "x_ratelimit_reset": str(EPOCH + 90)}, 90),
    ],
)
def test_servers_say_it_in_many_ways(headers, seconds):
    assert waited(**headers) == pytest.approx(seconds, abs=0.001)


def test_without_the_servers_clock_ours_is_used():
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    assert 90 < waits.wait(httpx.Headers({"Retry-After": soon})).total_seconds() <= 100


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"])), st.text("0123456789eE.+-T:Z")
)
def test_whatever_is_said_the_wait_is_sensible(one, other):
    headers = httpx.Headers({"Retry-After": one, "X-RateLimit-Reset": other, "Date": one})
    assert waits.LEAST <= waits.wait(headers) <= waits.MOST

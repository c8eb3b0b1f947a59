"""The server that fails on purpose: by the same seed in the same way, and nothing is forgotten."""

import time

import httpx
import pytest

from tests.networks.faulty import TOKEN, Faults, running

AUTH = {"Authorization": f"Bearer {TOKEN}"}


def post(http, server, key, text="Hei"):
    headers = AUTH | {"Idempotency-Key": key}
    return http.post(f"{server.base}/api/v1/statuses", headers=headers, json={"status": text})


def outcomes(seed):
    found = []
    faults = Faults(drop_before=0.2, drop_after=0.2, busy=0.2, broken_after=0.2)
    with running(faults, seed) as server:
        for number in range(40):
            try:
                with httpx.Client() as http:
                    found.append(str(post(http, server, str(number)).status_code))
            except httpx.HTTPError:
                found.append("nothing")
    return found, [key for key, _ in server.store.accepted]


def test_a_seed_fails_in_the_same_way_again():
    assert outcomes(5) == outcomes(5)
    assert outcomes(5) != outcomes(6)
    assert {"200", "429", "500", "nothing"} == set(outcomes(5)[0])


@pytest.mark.parametrize(("honours", "statuses"), [(False, 2), (True, 1)])
def test_doubles_are_counted_unless_the_key_is_honoured(honours, statuses):
    with running(Faults(honours_key=honours)) as server, httpx.Client() as http:
        for _ in range(2):
            assert post(http, server, "same").status_code == 200
        assert http.get(f"{server.base}/_accepted").json() == {"same": statuses}
    assert server.doubles == ({"same": 2} if statuses == 2 else {})


def test_what_is_late_is_accepted_though_nobody_waits():
    with running(Faults(late=1, delay=0.4)) as server:
        with httpx.Client(timeout=0.1) as http, pytest.raises(httpx.ReadTimeout):
            post(http, server, "a")
        assert server.store.accepted == []
        time.sleep(0.6)
        assert server.store.accepted == [("a", "Hei")]


def test_without_the_token_nothing_is_accepted():
    with running() as server, httpx.Client() as http:
        answer = http.post(f"{server.base}/api/v1/statuses", json={"status": "Hei"})
        assert answer.status_code == 401
    assert server.store.accepted == []

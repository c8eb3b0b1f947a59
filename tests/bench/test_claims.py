"""What the kill trial says of posts that a worker held when it was killed."""

import pytest

from bench.publishing.claims import Account, Event, events

KILLED, OTHER = 1, 2


def account(*its, published=None, kills=((KILLED, 10.0),)):
    noted = [Event(at, process, what, 7) for at, process, what in its]
    return Account.of(noted, kills, {} if published is None else {7: published})


def test_the_time_counts_from_the_kill_to_when_it_is_free_and_out():
    found = account(
        (9, KILLED, "claim"), (21, OTHER, "free"), (22, OTHER, "claim"), (23, OTHER, "down"),
        published=23.0,
    )  # fmt: skip
    assert (found.free, found.out, found.longest) == ([11.0], [13.0], 11.0)
    assert "1 posts were in the hands of killed workers; free after at most 11.0 s" in str(found)


@pytest.mark.parametrize(
    "its",
    [
        [(9, KILLED, "claim"), (9.5, KILLED, "down"), (30, OTHER, "claim")],
        [(9, OTHER, "claim"), (30, OTHER, "down")],
    ],
    ids=["put down before", "another's"],
)
def test_what_the_killed_worker_did_not_hold_is_not_counted(its):
    assert account(*its, published=31.0).free == []


def test_what_was_looked_for_is_free_by_itself():
    found = account((9, KILLED, "look"), (60, OTHER, "look"), (61, OTHER, "down"), published=61.0)
    assert (found.free, found.out) == ([], [51.0])


def test_what_was_just_out_is_not_counted():
    assert account((9, KILLED, "claim"), published=9.9).free == []


def test_what_nobody_frees_is_late_for_ever():
    assert account((9, KILLED, "claim")).longest == float("inf")


def test_what_the_network_holds_up_besides_is_told_apart():
    again = [(22 + one, OTHER, what) for one in range(3) for what in ("claim", "down")]
    found = account((9, KILLED, "claim"), (21, OTHER, "free"), *again, published=90.0)
    assert (found.longest, found.out_after_faults) == (11.0, [80.0])
    assert "1 that the network's faults held up besides, 80.0 s" in str(found)


def test_of_two_kills_the_last_counts():
    kills = ((KILLED, 10.0), (OTHER, 40.0))
    found = account(
        (9, KILLED, "claim"), (21, OTHER, "free"), (22, OTHER, "claim"), (50, 3, "free"),
        (51, 3, "claim"), published=52.0, kills=kills,
    )  # fmt: skip
    assert (found.free, found.out) == ([10.0], [12.0])


def test_a_line_that_was_cut_off_is_left_out(tmp_path):
    (tmp_path / "claims").write_text("2.5 1 claim 7\n1.5 1 free 8\n3.0 1 cl")
    assert [one.delivery for one in events(tmp_path / "claims")] == [8, 7]

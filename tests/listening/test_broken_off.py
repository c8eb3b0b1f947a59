"""A worker may end at any point: nothing is lost, nothing is there twice, and the counts are right."""

import random

import pytest
from django.db.models import Sum

from tests import make
from tests.listening.make import NOON, heard, make_search, make_source
from virta.flows.hearing.listener import Held
from virta.listening import erasing, taking, tallying, writing
from virta.listening.models import Hit, Mention, Source, Tally
from virta.listening.searching import Searches
from virta.sources.protocol import Gone, Portion
from virta.sources.protocol import Source as Described

pytestmark = pytest.mark.django_db

STEPS = [
    (writing, "wait_for_turn"),
    (taking, "_store"),
    (erasing, "by_prints"),
    (erasing, "by_authors"),
    (tallying, "add"),
]
AT_ONCE, OVERLAP, POSTS = 10, 7, 200


class Killed(BaseException):
    """As if the process had ended here."""


def portion(first):
    """Frames from a place of the recorded stream on; every ninth post is taken back later."""
    items = []
    for number in range(first, min(first + AT_ONCE, POSTS)):
        items.append(heard(f"The sauna number {number}", str(number), languages=("en",)))
        if number >= 20 and (number - 20) % 9 == 0:
            items.append(Gone("bluesky", str(number - 20)))
    return Portion(tuple(items), str(min(first + AT_ONCE, POSTS)))


def may_end(monkeypatch, chance, owner, name):
    """Let the process end before or after a step, now and then."""
    do = getattr(owner, name)

    def done(*args, **more):
        if chance.random() < 0.06:
            raise Killed
        answer = do(*args, **more)
        if chance.random() < 0.06:
            raise Killed
        return answer

    monkeypatch.setattr(owner, name, done)


@pytest.mark.parametrize("seed", range(5))
def test_a_stream_that_is_broken_off_again_and_again_is_stored_once(seed, monkeypatch):
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    workspace = make.workspace()
    make_search(workspace, "sauna")
    make_search(workspace, "number")
    source = make_source(workspace)

    for module, name in STEPS:
        may_end(monkeypatch, chance, module, name)
    deaths = 0
    while Source.objects.get().cursor != str(POSTS):
        source = Source.objects.get()
        Source.objects.update(claimed_until=None)
        source.claim(NOON)
        described = Described("feed", None, "bluesky")
        held = Held(source, described, Searches(workspace), lambda: NOON)
        # A new connection begins a little before the cursor, as streams do.
        at = max(0, int(source.cursor or 0) - OVERLAP)
        try:
            while at < POSTS:
                held.store(portion(at))
                at += AT_ONCE
        except Killed:
            deaths += 1
    gone = {number for number in range(POSTS) if number % 9 == 0 and number + 20 < POSTS}
    left = {str(number) for number in range(POSTS)} - {str(number) for number in gone}
    assert deaths > 3
    assert sorted(Mention.objects.values_list("key", flat=True)) == sorted(left)
    assert Hit.objects.count() == 2 * len(left)
    assert Tally.objects.aggregate(Sum("count"))["count__sum"] == 2 * len(left)

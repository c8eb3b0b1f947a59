"""What says nearly the same is put together."""

from datetime import timedelta

import pytest

from tests import make
from tests.listening.make import NOON, heard, make_search, taken
from virta.listening import folding, likeness
from virta.listening.models import Mention

pytestmark = pytest.mark.django_db
SAID = "The new sauna by the lake opens next Friday at noon, and everybody is welcome to come"
NEARLY = "The new sauna by the lake opens next Friday at 12, and everybody is welcome to come!"


@pytest.fixture
def workspace():
    made = make.workspace()
    make_search(made)
    return made


def folds():
    return dict(Mention.objects.values_list("key", "fold"))


def test_near_copies_are_folded_within_some_days(workspace):
    late = NOON + timedelta(days=5)
    taken(workspace, heard(SAID, "1"), heard("A sauna for two, quiet and far from here", "2"))
    taken(workspace, heard(NEARLY, "3", author="did:eero"))
    assert not folding.fold_all(NOON)
    assert folds()["3"] == folds()["1"] != folds()["2"]
    taken(workspace, heard(f"{NEARLY} please", "4", at=late), now=late)
    before = folds()
    folding.fold_all(late)
    assert folds() == before, "another wave"


def test_much_is_folded_in_several_rounds(workspace, monkeypatch):
    monkeypatch.setattr(folding, "AT_ONCE", 2)
    taken(workspace, heard(SAID, "1"))
    folding.fold_all(NOON)
    for number in range(2, 7):
        later = NOON + timedelta(seconds=number)
        taken(workspace, heard(f"{NEARLY} {number}", str(number), at=later), now=later)
    later = NOON + timedelta(minutes=1)

    rounds = [folding.fold_all(later) for _ in range(4)]

    assert rounds == [True, True, False, False]
    assert len(set(folds().values())) == 1


def test_a_repost_and_a_bare_quote_go_with_what_they_pass_on(workspace):
    taken(
        workspace,
        heard(SAID, "1"),
        heard("RT sauna", "2", type="repost", about="1", author="b"),
        heard("This sauna!", "3", type="quote", about="1", author="c"),
        heard("I do not think this sauna is as good as they say", "4", type="quote", about="1"),
        heard("sauna", "5", type="repost", about="never heard", author="d"),
    )
    folding.fold_all(NOON)
    found = folds()
    assert found["1"] == found["2"] == found["3"]
    assert len({found["1"], found["4"], found["5"]}) == 3


def test_sketches_are_the_same_in_portions_and_in_one(workspace):
    texts = [SAID, "too short", NEARLY, "", "x" * 50_000, "\ud800 broken words in here"]
    said = list(map(likeness.words_of, texts))
    whole = likeness.sketches(said)
    assert whole == [likeness.sketches([one])[0] for one in said]
    assert [one is None for one in whole] == [False, True, False, True, True, False]
    assert likeness.sketches([]) == []

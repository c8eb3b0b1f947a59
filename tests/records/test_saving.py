"""Nothing changes without a trace, and nobody's work is overwritten silently."""

import pytest

from tests import make
from tests.ownership.make import make_task
from virta.ownership.models import Task
from virta.people.models import Role
from virta.records import saving
from virta.records.models import Action

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.workspace()


@pytest.fixture
def aino(here):
    return make.member(here, Role.MEMBER)


def actions(record):
    return [one.action for one in saving.revisions(record)]


def test_a_new_object_has_its_first_version(here, aino):
    task = Task(workspace=here, title="Kysy painosta", owner=aino)
    made = saving.store(task, aino)
    assert (made.number, made.action, made.by) == (1, Action.MADE, aino)
    assert made.fields["title"] == "Kysy painosta"
    assert made.fields["owner"] == aino.email
    assert len(task.key) == 12


def test_a_change_is_a_new_version_with_its_reason(here, aino):
    task = make_task(here)
    task.title = "Kysy toisesta"
    made = saving.store(task, aino, reason="Eka oli kiinni")
    assert (made.number, made.reason, task.version) == (2, "Eka oli kiinni", 2)
    assert Task.objects.get().title == "Kysy toisesta"


def test_saving_without_a_change_leaves_no_trace(here, aino):
    task = make_task(here)
    before = task.changed_at
    assert saving.store(task, aino) is None
    kept = Task.objects.get()
    assert (kept.version, kept.changed_at) == (1, before)
    assert actions(task) == [Action.MADE]


def test_the_second_of_two_is_told_what_the_first_did(here, aino):
    make_task(here)
    mine, theirs = Task.objects.get(), Task.objects.get()
    theirs.title = "Toisen"
    saving.store(theirs, aino)
    mine.note = "Minun"
    with pytest.raises(saving.Conflict) as conflict:
        saving.store(mine, aino)
    assert conflict.value.theirs == ["title"]
    assert Task.objects.get().note == ""
    assert Task.objects.get().title == "Toisen"


def test_a_removed_object_comes_back(here, aino):
    task = make_task(here)
    saving.remove(task, aino)
    assert not Task.objects.exists()
    saving.bring_back(Task.everything.get(), aino)
    assert Task.objects.get().title == task.title
    assert actions(task) == [Action.BROUGHT_BACK, Action.REMOVED, Action.MADE]


def test_an_earlier_version_is_restored_whole(here, aino):
    task = make_task(here)
    first = saving.revisions(task).get()
    task.title, task.owner, task.due_on = "Muu", None, None
    saving.store(task, aino)
    saving.restore(task, first, aino)
    assert saving.snapshot(Task.objects.get()) == first.fields
    assert actions(task) == [Action.RESTORED, Action.CHANGED, Action.MADE]


def test_a_version_that_names_somebody_gone_is_restored_without_them(here, aino):
    task = make_task(here, owner=aino)
    first = saving.revisions(task).get()
    task.owner = None
    saving.store(task, aino)
    aino.memberships.all().delete()
    saving.restore(task, first, None)
    assert Task.objects.get().owner is None


def test_many_new_objects_each_have_their_version(here, aino):
    tasks = [Task(workspace=here, title=f"Tehtävä {n}") for n in range(30)]
    saving.store_new(tasks, aino)
    assert Task.objects.count() == 30
    assert saving.revisions(Task.objects.first()).get().fields == saving.snapshot(
        Task.objects.first()
    )

"""What was typed into a form and not saved: kept while it is being written, offered when the form
is opened again, forgotten once it is saved or thrown away."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from virta.people.models import Person, Workspace
from virta.records.forms import RecordForm
from virta.records.models import Unsaved

KEPT = timedelta(days=30)
MOST = 500_000
"""Characters of one form; more than a person types."""
BESIDE = {"csrfmiddlewaretoken", "next", "unsaved_kind", "unsaved_key"}


def keep(
    workspace: Workspace, person: Person, kind: str, key: str, sent: MultiValueDict[str, str]
) -> bool:
    """Store a form as it stands now. False where it is too long to be something typed."""
    fields = {name: values for name, values in sent.lists() if name not in BESIDE}
    if sum(len(one) for values in fields.values() for one in values) > MOST:
        return False
    Unsaved.objects.update_or_create(
        workspace=workspace,
        person=person,
        kind=kind,
        key=key,
        defaults={"fields": fields, "at": timezone.now()},
    )
    return True


def kept(workspace: Workspace, person: Any, kind: str, key: str) -> Unsaved | None:
    """What this person left in this form, or None."""
    if not person.is_authenticated:
        return None
    mine = Unsaved.objects.of(workspace).filter(person=person, kind=kind, key=key)
    found: Unsaved | None = mine.first()
    return found


def forget(workspace: Workspace, person: Any, kind: str, key: str) -> None:
    """It is saved, or nobody wants it any more."""
    if person.is_authenticated:
        Unsaved.objects.of(workspace).filter(person=person, kind=kind, key=key).delete()


def fill(form: RecordForm, row: Unsaved) -> None:
    """Let the form begin with what was left in it, as each field's own widget reads it.

    The version that was seen then comes back too, so a change that somebody else has made since
    is noticed at saving.
    """
    left = MultiValueDict(row.fields)
    for name, field in form.fields.items():
        if not field.widget.needs_multipart_form:
            form.initial[name] = field.widget.value_from_datadict(left, {}, form.add_prefix(name))


def forget_old(now: datetime) -> int:
    """What nobody has come back to for a month goes. Returns how many."""
    gone, _ = Unsaved.objects.filter(at__lt=now - KEPT).delete()
    return gone

"""What an outside assessor does that takes more than one row."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from virta.assessment.bank import CURRENT, Statement
from virta.assessment.models import Observation, Round
from virta.people.models import Person, Workspace
from virta.people.services import new_workspace


@transaction.atomic
def new_client(
    person: Person, *, name: str, language: str, starts_on: date, ends_on: date
) -> Round:
    """A workspace for a client, owned by the assessor, with a round to assess it in."""
    workspace = new_workspace(person, name=name, language=language, is_client=True)
    return Round.objects.create(
        workspace=workspace,
        name=_("Outside assessment %(year)s") % {"year": ends_on.year},
        bank_version=CURRENT,
        language=language,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by=person,
    )


def observe(
    workspace: Workspace, round: Round, statement: Statement, person: Person, seen: dict[str, Any]
) -> None:
    """Keep what this assessor saw for a statement, in place of what they kept before."""
    Observation.objects.update_or_create(
        round=round,
        statement=statement.id,
        made_by=person,
        defaults={
            "workspace": workspace,
            "factor": statement.factor,
            "level": seen["level"],
            "source": seen["source"],
            "note": seen["note"],
        },
    )


def forget(round: Round, statement: Statement, person: Person) -> None:
    """Take an observation away."""
    Observation.objects.filter(round=round, statement=statement.id, made_by=person).delete()

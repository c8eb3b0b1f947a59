"""Small valid rounds, groups and answers to test with."""

from datetime import UTC, date, datetime

from virta.assessment import answering
from virta.assessment.answering import Given
from virta.assessment.bank import CURRENT, load
from virta.assessment.models import Invitee, Respondent, Round
from virta.assessment.services import open_round
from virta.people.models import Membership, Person, Role, Workspace

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_workspace(**more):
    number = Workspace.objects.count() + 1
    return Workspace.objects.create(
        **{"name": "Esimerkki Oy", "slug": f"esimerkki-{number}", "language": "fi"} | more
    )


def make_member(workspace, role=Role.OWNER):
    person = Person.objects.create_user(f"{role}-{workspace.slug}@example.org", "pw", name=role)
    Membership.objects.create(workspace=workspace, person=person, role=role)
    return person


def make_round(workspace=None, groups=("leaders", "team"), state=Round.State.OPEN, **more):
    round = Round.objects.create(
        **{
            "workspace": workspace or make_workspace(),
            "name": "Kevät",
            "bank_version": CURRENT,
            "language": "en",
            "starts_on": date(2025, 9, 1),
            "ends_on": date(2026, 3, 1),
        }
        | more
    )
    for position, key in enumerate(groups):
        round.groups.create(key=key, name=key.title(), position=position)
    if state != Round.State.DRAFT:
        open_round(round, NOW)
    return round


def statements(round):
    return [one.id for one in load(round.bank_version).statements()]


def make_respondent(group, levels=None, *, hours=None, comments=None, load=None, finished=False):
    """Somebody who came by the open link; `levels` is one level for all or {statement: level}."""
    if not isinstance(levels, dict):
        levels = dict.fromkeys(statements(group.round), levels)
    sheet = answering.sheet_of(answering.key_for_group(group), NOW)
    given = Given(levels=levels, comments=comments or {}, hours=hours, whole=True, load=load)
    respondent = answering.keep(sheet, given, language="en", now=NOW)
    if finished:
        answering.finish(answering.sheet_of(respondent.key, NOW), is_done=True, now=NOW)
    return Respondent.objects.get(pk=respondent.pk)


def make_invitee(group, name="Aino", email="aino@example.org"):
    return Invitee.objects.create(round=group.round, group=group, name=name, email=email)

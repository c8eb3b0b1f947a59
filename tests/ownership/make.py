"""Objects of ownership to test with, each stored as the pages store them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from virta.ownership.models import (
    Absence,
    Acceptance,
    AccessEntry,
    ApprovalRule,
    Assignment,
    Capacity,
    Escalation,
    Policy,
    Rotation,
    Task,
    Watch,
)
from virta.people.models import Membership, Person, Role
from virta.people.services import new_person
from virta.records import saving


def stored(record, by=None):
    saving.store(record, by)
    return record


def somebody(workspace, name="", role=Role.MEMBER):
    """A member; without a name, whoever is here already, so that makers can be called alone."""
    if not name:
        mine = Membership.objects.of(workspace).filter(ended_at__isnull=True).order_by("pk")
        if there := mine.first():
            return there.person
    name = name or "Aino"
    number = Person.objects.count() + 1
    person = new_person(
        email=f"{name.lower()}-{number}@example.org",
        name=name,
        password="kolme rauhallista saarta",
        language="en",
    )
    Membership.objects.create(workspace=workspace, person=person, role=role)
    return person


def made(model, workspace, facts, defaults):
    return stored(model(workspace=workspace, **defaults | facts))


def make_assignment(workspace, **facts):
    defaults = {"about_kind": "factor", "about_key": "listening", "part": "A"}
    person = facts.pop("person", None) or somebody(workspace)
    return made(Assignment, workspace, facts, defaults | {"person": person})


def make_task(workspace, **facts):
    owner = facts.pop("owner", None) or somebody(workspace)
    defaults = {"title": "Ask the printers", "owner": owner, "due_on": date(2026, 3, 2)}
    return made(Task, workspace, facts, defaults)


def make_capacity(workspace, **facts):
    who = facts.pop("who", None) or somebody(workspace)
    return made(
        Capacity,
        workspace,
        facts,
        {"who": who, "hours": Decimal("10.0"), "from_on": date(2026, 1, 1)},
    )


def make_absence(workspace, **facts):
    who = facts.pop("who", None) or somebody(workspace)
    days = {"from_on": date(2026, 7, 6), "until_on": date(2026, 7, 19)}
    return made(Absence, workspace, facts, {"who": who} | days)


def make_rotation(workspace, people=None, **facts):
    people = people or [somebody(workspace)]
    defaults = {
        "title": "The watch",
        "order": [one.email for one in people],
        "every": 1,
        "unit": "weeks",
        "starts_on": date(2026, 3, 2),
        "at": time(9),
        "zone": "Europe/Helsinki",
    }
    return made(Rotation, workspace, facts, defaults)


def make_watch(workspace, **facts):
    person = facts.pop("person", None) or somebody(workspace)
    defaults = {
        "person": person,
        "starts_at": datetime(2026, 3, 2, 7, tzinfo=UTC),
        "ends_at": datetime(2026, 3, 9, 7, tzinfo=UTC),
        "zone": "Europe/Helsinki",
    }
    return made(Watch, workspace, facts, defaults)


def make_escalation(workspace, **facts):
    step = {"to": "", "name": "The lawyer", "contact": "040 123", "means": "phone", "within": 60}
    return made(Escalation, workspace, facts, {"title": "Threats", "steps": [step]})


def step(how="any", people=(), roles=(), outside=()):
    return {
        "how": how,
        "people": [one.email for one in people],
        "roles": list(roles),
        "outside": list(outside),
    }


def make_approval_rule(workspace, **facts):
    return made(
        ApprovalRule, workspace, facts, {"title": "A second pair", "steps": [step(roles=["lead"])]}
    )


def make_policy(workspace, **facts):
    defaults = {
        "title": "How we speak",
        "text": "# Kindly\n\nAnd *briefly*.",
        "in_force_on": date(2026, 1, 1),
    }
    return made(Policy, workspace, facts, defaults)


def make_acceptance(workspace, **facts):
    policy = facts.pop("policy", None) or make_policy(workspace)
    who = facts.pop("who", None) or somebody(workspace)
    defaults = {"policy": policy, "who": who, "edition": policy.edition}
    return made(Acceptance, workspace, facts, defaults | {"accepted_on": date(2026, 1, 5)})


def make_access_entry(workspace, **facts):
    defaults = {"account": "Advertising account", "outside": "An agency"}
    return made(AccessEntry, workspace, facts, defaults)

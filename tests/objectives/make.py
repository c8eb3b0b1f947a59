"""Objectives to test with, each stored as the pages store them."""

from datetime import date, timedelta
from decimal import Decimal

from virta.objectives.models import CheckIn, KeyResult, Objective
from virta.records import saving

START, DUE = date(2026, 1, 1), date(2026, 12, 31)


def stored(record, by=None):
    saving.store(record, by)
    return record


def make_objective(workspace, **facts):
    defaults = {"title": "Local families choose us first", "starts_on": START, "due_on": DUE}
    return stored(Objective(workspace=workspace, **defaults | facts))


def make_key_result(workspace, objective=None, **facts):
    defaults = {
        "title": "Families who name us first",
        "unit": "%",
        "baseline": Decimal(10),
        "target": Decimal(30),
        "starts_on": START,
        "due_on": DUE,
    }
    objective = objective or make_objective(workspace)
    return stored(KeyResult(workspace=workspace, objective=objective, **defaults | facts))


def make_check_in(workspace, key_result=None, **facts):
    key_result = key_result or make_key_result(workspace)
    defaults = {"day": START + timedelta(days=7), "value": Decimal(12), "confidence": 6}
    return stored(CheckIn(workspace=workspace, key_result=key_result, **defaults | facts))

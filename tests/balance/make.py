"""Small bundles to test with; each names only what matters."""

from typing import Any

from virta.balance.engine import diagnose
from virta.balance.findings import Diagnosis
from virta.balance.framework import FACTORS, REFERENCE
from virta.balance.reading import from_dict

PERIOD = {"start": "2026-01-05", "end": "2026-07-05"}


def bundle(**parts: Any) -> dict[str, Any]:
    return {"format": "virta-evidence/1", "organisation": "Example", "period": PERIOD} | parts


def answers(
    level: int | None = 3, respondents: int = 10, **levels: int | None
) -> list[dict[str, Any]]:
    """Everybody rates every factor alike, but for the factors named."""
    return [
        {
            "respondent": f"r{who}",
            "group": "team",
            "factor": factor.value,
            "item": f"{factor}.{item}",
            "level": levels.get(factor.value, level),
        }
        for who in range(respondents)
        for factor in FACTORS
        for item in range(1, 5)
    ]


def allocations(respondents: int = 10, **percents: float) -> list[dict[str, Any]]:
    """Everybody splits by the reference, but for the factors named."""
    split = {factor.value: 100 * REFERENCE[factor] for factor in FACTORS} | percents
    return [
        {"respondent": f"r{who}", "factor": factor, "percent": percent}
        for who in range(respondents)
        for factor, percent in split.items()
    ]


def effort(weeks: int = 20, **hours: float) -> list[dict[str, Any]]:
    """The same hours every week, by the reference, but for the factors named."""
    split = {factor.value: 40 * REFERENCE[factor] for factor in FACTORS} | hours
    return [
        {"week": f"2026-{1 + week // 4:02}-{5 + 7 * (week % 4):02}", "factor": factor, "hours": one}
        for week in range(weeks)
        for factor, one in split.items()
    ]


def trace(
    posts: int = 40,
    traced: int = 40,
    insights: int = 20,
    decided: int = 15,
    at: str = "2026-02-02T09:00:00Z",
) -> dict[str, Any]:
    """Posts of which some trace to the one activity, insights of which some reach the one decision."""
    items = [
        {"id": "a", "kind": "activity", "factor": "activities", "at": "2026-01-10T09:00:00Z"},
        {"id": "d", "kind": "decision", "factor": "learning", "at": "2026-02-20T09:00:00Z"},
        *({"id": f"p{n}", "kind": "post", "factor": "engagement", "at": at} for n in range(posts)),
        *(
            {"id": f"i{n}", "kind": "insight", "factor": "listening", "at": at}
            for n in range(insights)
        ),
    ]
    links = [
        *({"from": f"p{n}", "to": "a", "at": at} for n in range(traced)),
        *({"from": f"i{n}", "to": "d", "at": "2026-02-20T09:00:00Z"} for n in range(decided)),
    ]
    return {"items": items, "links": links}


def diagnosis(**parts: Any) -> Diagnosis:
    return diagnose(from_dict(bundle(**parts)))

"""A diagnosis as JSON: the command line's contract, and a form that can be read back.

`to_contract` says everything in one language; `dump` and `load` keep keys and figures, so that a
kept diagnosis can be said in another language later. `to_bundle` writes evidence.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from virta.balance import words
from virta.balance.bundle import to_bundle
from virta.balance.findings import Block, Diagnosis, Estimate, FactorReading, Flow, Remedy, Step
from virta.balance.trouble import warning_text

__all__ = ["dump", "load", "to_bundle", "to_contract"]


def dump(diagnosis: Diagnosis) -> dict[str, Any]:
    """A diagnosis as plain JSON values; `load` gives it back."""
    plain: dict[str, Any] = msgspec.to_builtins(diagnosis)
    return plain


def load(plain: Mapping[str, Any]) -> Diagnosis:
    """A diagnosis from what `dump` made."""
    return msgspec.convert(plain, Diagnosis)


def to_contract(diagnosis: Diagnosis, language: str = "en") -> dict[str, Any]:
    """The object that `virta diagnose --json` prints (see docs/command-line.md)."""
    return {
        "organisation": diagnosis.organisation,
        "period": {"start": diagnosis.start, "end": diagnosis.end},
        "factors": {
            factor.value: factor_object(reading) for factor, reading in diagnosis.factors.items()
        },
        "cycles": {
            "balance": bounds(diagnosis.cycles.balance),
            "maturity_difference": middle(diagnosis.cycles.maturity_difference),
            "maturity_difference_interval": bounds(diagnosis.cycles.maturity_difference),
            "maturity_spread": bounds(diagnosis.cycles.spread),
        },
        "flow": {
            direction.value: flow_object(flow, language)
            for direction, flow in diagnosis.flow.items()
        },
        "blocks": [block_object(block, language) for block in diagnosis.blocks],
        "easiest": [remedy_object(remedy, language) for remedy in diagnosis.easiest[:3]],
        "counts": dict(diagnosis.counts),
        "warnings": [warning_text(warning, language) for warning in diagnosis.warnings],
    }


def bounds(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
    }


def middle(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


def factor_object(reading: FactorReading) -> dict[str, Any]:
    return {
        "share": bounds(reading.share),
        "relative": bounds(reading.relative),
        "reference": reading.reference,
        "maturity": bounds(reading.maturity),
        "spread": reading.spread,
        "state": reading.state,
    }


def flow_object(flow: Flow, language: str) -> dict[str, Any]:
    return {
        "share": bounds(flow.share),
        "median_days": flow.median_days,
        "source": flow.source,
        "steps": [step_object(step, language) for step in flow.steps],
    }


def step_object(step: Step, language: str) -> dict[str, Any]:
    return {
        "step": step.name,
        "title": words.step_name(step.name, language),
        "share": bounds(step.share),
        "median_days": step.median_days,
    }


def block_object(block: Block, language: str) -> dict[str, Any]:
    return {
        "block": block.block.value,
        "title": words.block_name(block.block, language),
        "verdict": block.verdict,
        "probability": block.probability,
        "factors": [factor.value for factor in block.factors],
        "cycle": block.cycle,
        "direction": None
        if block.direction is None
        else [direction.value for direction in block.direction],
        "extent": block.extent,
        "evidence": [words.say(sentence, language) for sentence in block.evidence],
        "collect": [words.say(sentence, language) for sentence in block.collect],
        "remedies": [remedy_object(remedy, language) for remedy in block.remedies],
    }


def remedy_object(remedy: Remedy, language: str) -> dict[str, Any]:
    return {
        "key": remedy.key,
        "title": words.remedy_title(remedy, language),
        "how": words.remedy_why(remedy, language),
        "block": remedy.block.value,
        "factor": remedy.factor.value if remedy.factor else None,
        "effort_hours": remedy.effort_hours,
        "effect": round(remedy.effect, 4),
        "before": remedy.before,
        "after": remedy.after,
        "gain_per_hour": round(remedy.gain_per_hour, 5),
    }

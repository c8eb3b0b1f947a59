"""What would change if something were done: the block judged again on the changed evidence."""

from dataclasses import replace

from virta.balance.attention import read_attention
from virta.balance.blocks import State, blocked_flow, missing_factor, one_cycle, overweight_factor
from virta.balance.evidence import Evidence
from virta.balance.findings import Block, Remedy
from virta.balance.flow import read_flows
from virta.balance.framework import BlockName, Factor
from virta.balance.maturity import read_maturity
from virta.balance.remedies import CATALOGUE, Known

WORTH_SHOWING = 0.02  # a remedy that lowers the probability by less is not offered


def remedies_for(block: Block, state: State, evidence: Evidence) -> tuple[Remedy, ...]:
    """The remedies that fit this block, most gain per hour first; none for one that is absent."""
    if block.verdict == "absent" or block.probability is None:
        return ()
    found = []
    for key, known in CATALOGUE.items():
        for factor in fitting(known, block):
            after = judged_again(block, known.change(evidence, factor), state)
            remedy = Remedy(key, block.block, factor, known.hours, block.probability, after)
            if remedy.effect >= WORTH_SHOWING:
                found.append(remedy)
    return tuple(sorted(found, key=lambda one: one.gain_per_hour, reverse=True))


def fitting(known: Known, block: Block) -> list[Factor | None]:
    """For which factors (None: for none in particular) a remedy fits a block; empty: it does not."""
    if known.block != block.block:
        return []
    if block.block in {BlockName.MISSING_FACTOR, BlockName.OVERWEIGHT_FACTOR}:
        return [one for one in block.factors if known.factor in {None, one}]
    if block.block == BlockName.ONE_CYCLE:
        return [None] if known.cycle == block.cycle else []
    return [None] if known.direction in (block.direction or ()) else []


def judged_again(block: Block, changed: Evidence, state: State) -> float:
    """The block's probability on the changed evidence. What did not change is not read again."""
    if block.block == BlockName.BLOCKED_FLOW:
        outcome = blocked_flow(replace(state, flows=read_flows(changed)))
    elif block.block == BlockName.MISSING_FACTOR:
        outcome = missing_factor(
            replace(
                state, attention=read_attention(changed), maturity=read_maturity(changed.answers)
            )
        )
    elif block.block == BlockName.OVERWEIGHT_FACTOR:
        outcome = overweight_factor(replace(state, attention=read_attention(changed)))
    else:
        outcome = one_cycle(replace(state, attention=read_attention(changed)))
    return outcome.probability if outcome.probability is not None else block.probability or 0.0

"""1 Objectives: why are we here, what do we want, which goal of the whole organisation does it serve."""

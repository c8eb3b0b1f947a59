"""Factor 1, objectives: why we are here, what we want, and which goal of the whole it serves."""

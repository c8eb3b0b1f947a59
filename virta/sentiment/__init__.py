"""Sentiment: whether a short text in Finnish, Swedish or English is negative, neutral or positive.

Plain Python and numpy, without Django. `model.judge` gives probabilities, `model.label` a label or
None for "not sure", `learned.learn` makes an adjustment of people's corrections.
`docs/sentiment.md` says what it was trained on and how right it was measured to be.
"""

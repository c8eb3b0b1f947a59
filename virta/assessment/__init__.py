"""The assessment of all eight factors: the questionnaire, its rounds and what came of them."""

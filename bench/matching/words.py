"""What peers are told beside the text, as their tokenisers know no hashtags."""

import re

HASHTAG = re.compile(r"#(\w+)")


def hashtags(text: str) -> str:
    """The hashtags of a text, without their sign, with spaces between."""
    return " ".join(HASHTAG.findall(text)) if "#" in text else ""

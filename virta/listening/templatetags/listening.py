"""What the templates of listening need."""

from django import template

from virta.listening import languages

register = template.Library()

ICONS = {-1: "frown", 0: "meh", 1: "smile"}


@register.filter
def language_name(code: str) -> str:
    """A language in the reader's own."""
    return languages.name_of(code)


@register.filter
def sentiment_icon(value: int) -> str:
    """A face for a sentiment; its name always stands beside it."""
    return ICONS[value]


@register.filter
def is_web(url: str) -> bool:
    """Whether an address from outside may be a link here: never javascript: and its like."""
    return url.startswith(("https://", "http://"))

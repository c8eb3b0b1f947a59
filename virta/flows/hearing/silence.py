"""What is said of a source that gives nothing, or does not answer."""

from datetime import datetime

from django.utils import translation
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from virta.listening.models import Source


def sentence(source: Source, now: datetime) -> str:
    """What is wrong and what to do, in the language that is on."""
    if source.trouble_since is not None:
        language = translation.get_language() or "en"
        said = source.trouble.get("fi" if language.startswith("fi") else "en", "")
        words = _("It has not answered for %(time)s. %(said)s")
        return words % {"time": timesince(source.trouble_since, now), "said": said}
    last = source.last_item_at or source.made_at
    words = _(
        "It answers, but has given nothing for %(time)s, which is longer than is usual for it. "
        "See on its page whether it has moved."
    )
    return words % {"time": timesince(last, now)}

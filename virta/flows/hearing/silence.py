"""Who is told of sources that give nothing, or do not answer: once, and again each day it lasts."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from virta.flows.whom import here, leads, watching
from virta.listening.filing import described_of
from virta.listening.models import Source
from virta.listening.needs import STILL
from virta.people.models import Person
from virta.records import commenting
from virta.records.models import Happening

DAY = timedelta(days=1)


def tell_of_silence(now: datetime) -> int:
    """Tell of every source that gives nothing for longer than it usually does, or does not answer.

    Returns how many notices.
    """
    rows = Source.objects.filter(is_on=True, workspace__is_example=False)
    return sum(tell(one, now) for one in rows.select_related("workspace", "made_by"))


def tell(source: Source, now: datetime) -> int:
    """Tell whose source it is and who is on watch; those who lead where that is nobody."""
    since = wrong_since(source, now)
    if since is None:
        return 0
    name = f"silent:{source.pk}:{since:%Y%m%d%H%M}:{(now - since) // DAY}"
    return sum(_told(source, person, name, now) for person in audience(source, now))


def wrong_since(source: Source, now: datetime) -> datetime | None:
    """From when on something has been wrong with a source; None while all is well."""
    if source.trouble_since is not None:
        since = source.trouble_since + STILL
        return since if now > since else None
    described = described_of(source)
    return source.silent_since(now, described) if described else None


def audience(source: Source, now: datetime) -> list[Person]:
    owner = here(source.workspace, [source.made_by] if source.made_by else [])
    people = {one.pk: one for one in owner + watching(source.workspace, now)}
    return list(people.values()) or leads(source.workspace)


def _told(source: Source, person: Person, name: str, now: datetime) -> bool:
    with translation.override(person.language):
        text = sentence(source, now)
    place = ("source", str(source.pk))
    told = commenting.tell(source.workspace, person, Happening.SILENT, place, text=text, about=name)
    return told is not None


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

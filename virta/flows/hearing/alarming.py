"""Who is told of what is heard out of the usual, and again while nobody sees to it."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import ngettext

from virta.flows.whom import here, leads, watching
from virta.listening.gauging import gauge_all
from virta.listening.models import Alarm
from virta.people.models import Person
from virta.records import commenting
from virta.records.models import Happening

AGAIN = timedelta(hours=1)
TIMES = 3
"""How often it is told; the last times those who lead are told, too."""
RECENT = timedelta(days=1)


def alarm(now: datetime) -> int:
    """Look whether something is out of the usual, and tell of it. Returns how many notices."""
    gauge_all(now)
    rows = Alarm.objects.filter(
        acknowledged_at__isnull=True, storm__isnull=True, at__gt=now - RECENT
    )
    rows = rows.filter(workspace__is_example=False, search__removed_at__isnull=True)
    return sum(tell(one, now) for one in rows.select_related("search__workspace", "search__owner"))


def tell(one: Alarm, now: datetime) -> int:
    """Tell those whose it is to see to it, once an hour, three times."""
    since = one.at + timedelta(hours=1)
    time = min(int((now - since) / AGAIN), TIMES - 1)
    people = {person.pk: person for person in audience(one, now, is_again=time > 0)}
    made = 0
    for person in people.values():
        with translation.override(person.language):
            text = sentence(one)
        made += (
            commenting.notify(
                one.workspace,
                person,
                Happening.HEARD,
                one.search,
                None,
                text,
                f"heard:{one.pk}:{time}",
            )
            is not None
        )
    return made


def audience(one: Alarm, now: datetime, *, is_again: bool) -> list[Person]:
    """Whoever owns the search and whoever is on watch; those who lead where that is nobody."""
    owner = here(one.workspace, [one.search.owner] if one.search.owner else [])
    mine = owner + watching(one.workspace, now)
    return mine if mine and not is_again else mine + leads(one.workspace)


def sentence(one: Alarm) -> str:
    """How much was heard and expected, in the language that is on."""
    words = ngettext(
        "%(seen)s mention in an hour, where about %(expected)s were expected. Look at what was said.",
        "%(seen)s mentions in an hour, where about %(expected)s were expected. Look at what was said.",
        one.seen,
    )
    if one.is_negative:
        words = ngettext(
            "%(seen)s negative mention in an hour, where about %(expected)s were expected. Look at what was said.",
            "%(seen)s negative mentions in an hour, where about %(expected)s were expected. Look at what was said.",
            one.seen,
        )
    return words % {"seen": one.seen, "expected": round(one.expected)}

"""What called the example's people: a wave about parking that somebody saw to, and a board that came
loose yesterday, which waits for somebody."""

from datetime import UTC, date, datetime, time, timedelta

from virta.flows.example_heard import DAYS, LOOSE, WAVE, ZONE
from virta.flows.hearing import alarming
from virta.listening import calling, catching, gauging, never
from virta.listening.models import Alarm, Gauged, Mention, MentionRule, Search
from virta.people.models import Letter, Person, Workspace
from virta.records.models import Notice, Revision
from virta.spikes.detector import Alarm as Found
from virta.spikes.detector import Detector

DANGER = "putos* OR loukkaan* OR vaaral* OR kaatu*"
SOON = timedelta(minutes=2)
"""How long after an hour, or a mention, the worker has looked at it."""


def fill_alarms(workspace: Workspace, today: date) -> None:
    """Both, told as the worker would have told of them; nobody is mailed for the example."""
    now = datetime.combine(today, time(6, 0), UTC)
    people = Person.objects.filter(memberships__workspace=workspace)
    eero, noora = people.get(name="Eero Salmi"), people.get(name="Noora Saari")
    wave(workspace, today, noora)
    danger(workspace, eero, now)
    Notice.objects.of(workspace).delete()
    Letter.objects.filter(workspace=workspace, about__startswith="heard:").delete()


def wave(workspace: Workspace, today: date, by: Person) -> None:
    """As many about parking in an hour as else in a week; somebody saw to it after half an hour."""
    search = Search.objects.of(workspace).get(about=Search.About.OWN)
    hour = datetime.combine(today - timedelta(days=WAVE), time(18, 0), ZONE).astimezone(UTC)
    found = unusual(search, hour)
    at = hour + gauging.HOUR + SOON
    alarm = Alarm(workspace=workspace, search=search, at=hour)
    alarm.seen, alarm.expected = int(found.value), found.expected
    calling.opening(alarm, at).save()
    alarming.advance(alarm, at)
    gauging.acknowledge(alarm, by, at + timedelta(minutes=28))
    Alarm.objects.filter(pk=alarm.pk).update(next_at=None)


def unusual(search: Search, hour: datetime) -> Found:
    """What the detector of alarms says of this hour, after all hours before it."""
    begun = hour.replace(hour=0) - timedelta(days=DAYS - WAVE)
    counts = gauging.counted(search, Gauged.VOLUME, begun, hour + gauging.HOUR)
    detector, found, at = Detector(gauging.HOUR), None, begun
    while at <= hour:
        found, at = detector.update(at, counts.get(at, 0)), at + gauging.HOUR
    if found is None:
        raise ValueError(f"The example's wave of {hour} is no spike.")
    return found


def danger(workspace: Workspace, by: Person, now: datetime) -> None:
    """A word that must never be missed; everybody was told, and nobody sees to it yet."""
    rule = never.add(workspace, by, "Vaaratilanteet", {"query": DANGER})
    mention = Mention.objects.of(workspace).get(text=LOOSE)
    catching.catch(workspace, rule, [mention.pk], mention.at + SOON)
    alarm = Alarm.objects.get(rule=rule)
    while alarm.next_at and alarm.next_at <= now:
        alarming.advance(alarm, alarm.next_at)
        alarm.refresh_from_db()
    written = {"made_at": now - timedelta(days=50), "changed_at": now - timedelta(days=50)}
    MentionRule.objects.filter(pk=rule.pk).update(**written)
    Revision.objects.of(workspace).filter(kind="mention_rule", key=rule.key).update(
        at=written["made_at"]
    )

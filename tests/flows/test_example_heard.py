"""What the example's people have heard."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from virta.audiences.models import Peer
from virta.flows.example_heard import DAYS, STILL, fill_heard
from virta.listening.models import Hit, Mention, Search, Source
from virta.people.models import Person, Role

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 3, 2, tzinfo=UTC).date()


def test_two_months_are_heard_by_three_searches_and_nobody_is_listened_to():
    workspace = make.workspace()
    someone = make.member(workspace, Role.MEMBER)
    Person.objects.filter(pk=someone.pk).update(name="Eero Salmi")
    Peer.objects.create(workspace=workspace, title="Naapurikunnan tiedekeskus")
    fill_heard(workspace, TODAY)
    days = set(Mention.objects.dates("at", "day"))
    assert TODAY - timedelta(days=DAYS) <= min(days) < max(days) < TODAY
    assert not {TODAY - timedelta(days=ago) for ago in STILL} & days
    assert 300 < Mention.objects.count() < 1200
    assert {one.hits.count() > 50 for one in Search.objects.of(workspace)} == {True}
    assert Hit.objects.filter(search__peer__isnull=False).exists()
    assert not Source.objects.filter(is_on=True).exists()

"""Crowded days are asked for one by one, and give what one question for all gives."""

from datetime import date, timedelta

import pytest

from tests import make
from virta.activities import plan
from virta.activities.calendars import Frame
from virta.activities.shares import midnight
from virta.engagement.models import Post

pytestmark = pytest.mark.django_db


def test_a_crowded_frame_shows_the_same_as_a_light_one():
    workspace = make.workspace()
    frame = Frame.of({"view": "month", "day": "2027-03-15"}, date(2027, 3, 15))
    begin = midnight(date(2027, 3, 26))  # over the night when the clocks change
    for number in range(40):
        Post.objects.create(
            workspace=workspace, text=f"P{number}", at=begin + timedelta(hours=3 * number)
        )
    rows = Post.objects.of(workspace)

    light = plan.first_of_each_day(rows, frame)

    assert plan.first_of_crowded_days(rows, frame) == light
    assert sum(light[1].values()) == 40

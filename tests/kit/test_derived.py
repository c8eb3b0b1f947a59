"""Columns that follow from others, in whatever way a row is written."""

import pytest

from tests import make
from tests.engagement.make import make_post
from virta.engagement.models import Post

pytestmark = pytest.mark.django_db


def test_a_row_written_alone_and_one_written_among_many_have_the_same():
    workspace = make.workspace()
    alone = make_post(workspace, text="Sauna  on LÄMMIN", title="Ä", versions={"a": {}})
    (among,) = Post.objects.bulk_create(
        [Post(workspace=workspace, text="Sauna  on LÄMMIN", title="Ä", versions={"a": {}})]
    )
    for one in (alone, among):
        one.refresh_from_db()
        assert one.sought == "ä\nsauna  on lämmin"
    assert alone.text_digest == among.text_digest != ""


def test_it_follows_each_change():
    post = make_post(make.workspace(), text="Sauna")
    post.text, post.versions = "Lake", {"a": {"text": "Snow"}}
    post.save()
    post.refresh_from_db()
    assert post.sought == "\nlake\nsnow"
    assert post.text_digest == "*"

"""Migrations that carry rows over: a database as it was before, brought up to date."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import make
from tests.engagement.make import make_post
from virta.engagement.models import Post

pytestmark = pytest.mark.django_db(transaction=True)


def test_posts_that_are_there_are_found_by_their_words_and_have_their_digest():
    post = make_post(make.workspace(), text="LÄMMIN", title="Sauna")
    executor = MigrationExecutor(connection)
    (leaf,) = executor.loader.graph.leaf_nodes("engagement")
    before = executor.migrate([("engagement", "0011_living_posts")]).apps
    before.get_model("engagement", "Post").objects.update(sought="", text_digest="")

    MigrationExecutor(connection).migrate([leaf])

    found = Post.objects.get(pk=post.pk)
    assert (found.sought, found.text_digest) == ("sauna\nlämmin", post.text_digest)

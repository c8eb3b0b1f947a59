"""Archives are searched exactly, whoever dies meanwhile, and stored once."""

import io
import json
import os
import signal
from collections import Counter

import pytest

from tests import make
from tests.listening.make import make_search
from virta.flows import backfill_cli, backfilling
from virta.listening.models import Hit, Mention, Retention, Tally
from virta.matching.archives import parts_of

pytestmark = pytest.mark.django_db(transaction=True)
POSTS = 3000


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(3):
        rows = [
            {
                "id": f"{number}-{one}",
                "text": f"sauna ja kiuas {one}" if one % 10 == 0 else f"muuta {one}",
                "created_at": "2026-03-02T10:00:00+02:00",
                "source": "bluesky",
                "language": "fi",
            }
            for one in range(POSTS // 3)
        ]
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{number}.jsonl").write_text(lines)
    return folder


@pytest.fixture
def workspace():
    workspace = make.workspace()
    make_search(workspace, "sauna AND kiuas")
    return workspace


def run(workspace, archive, folder, *more):
    out, err = io.StringIO(), io.StringIO()
    given = [workspace.slug, str(archive), "--results", str(folder), "--workers", "2", *more]
    return backfill_cli.main(given, out, err), out.getvalue(), err.getvalue()


def test_an_archive_is_searched_and_stored_once_however_often_it_is_asked_for(
    workspace, archive, tmp_path
):
    status, said, _told = run(workspace, archive, tmp_path / "results")
    again, said_again, _told = run(workspace, archive, tmp_path / "results")

    assert (status, again) == (0, 0)
    assert said == f"{POSTS} posts searched, 300 match, 300 new mentions.\n"
    assert said_again == f"{POSTS} posts searched, 300 match, 0 new mentions.\n"
    assert Mention.objects.count() == Hit.objects.count() == 300
    assert sum(Tally.objects.values_list("count", flat=True)) == 300


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(workspace, archive, tmp_path):
    queries = backfilling.queries_of(workspace)
    parts = list(parts_of(str(archive), size=4000))
    results, killed = backfilling.Results(tmp_path / "results", queries), []

    with backfilling.connected("", 2) as client:

        def kill_one(progress):
            if progress.done == 5 and not killed:
                pids = client.run(os.getpid)
                killed.append(next(iter(pids.values())))
                os.kill(killed[0], signal.SIGKILL)

        progress = backfilling.backfill(workspace, parts, queries, client, results, kill_one)

    found = Counter(post.id for part in parts for post, _ids in results.of(part).matches)
    assert killed
    assert progress.done == len(parts) > 20
    assert (progress.posts, progress.matches, progress.stored) == (POSTS, 300, 300)
    assert set(found.values()) == {1}
    assert len(found) == Mention.objects.count() == 300


def test_posts_older_than_what_is_kept_are_counted_and_stored_once_more_is_kept(
    workspace, archive, tmp_path
):
    for one in archive.glob("*.jsonl"):
        one.write_text(one.read_text().replace("2026-03-02", "2019-03-02"))
    _status, said, told = run(workspace, archive, tmp_path / "results")
    assert said == f"{POSTS} posts searched, 300 match, 0 new mentions.\n"
    assert "300 of them are older than the 13 months that this workspace keeps" in told
    assert f"/w/{workspace.slug}/mentions/kept/" in told
    Retention.objects.create(workspace=workspace, months=200)
    _status, said, told = run(workspace, archive, tmp_path / "results")
    assert said == f"{POSTS} posts searched, 300 match, 300 new mentions.\n"
    assert "older than" not in told


def test_posts_without_a_time_are_counted_and_not_stored(workspace, tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '{"id": "1", "text": "sauna ja kiuas"}\n'
        '{"id": "2", "text": "sauna ja kiuas", "created_at": "2999-01-01T00:00:00Z"}\n'
        '{"id": "3", "text": "sauna ja kiuas", "created_at": "2026-01-01T00:00:00"}\n'
    )

    status, said, told = run(workspace, tmp_path / "a.jsonl", tmp_path / "results")

    assert status == 0
    assert "3 match, 1 new mentions" in said
    assert "2 of them have no time" in told


def test_what_cannot_be_done_is_told_before_anything_is_begun(workspace, tmp_path):
    assert "not there" in run(workspace, tmp_path / "none.jsonl", tmp_path / "r")[2]
    assert "no such search" in run(workspace, tmp_path, tmp_path / "r", "--search", "nothing")[2]

"""Files of posts: read, matched, looked at, and taken in by a worker, once."""

import io
import json
from datetime import UTC, datetime, timedelta

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import make
from tests.listening.make import NOON, make_file, make_search
from virta.flows.hearing.listener import Held, poll
from virta.kit.problems import Problem
from virta.kit.sheets import xlsx_file
from virta.listening import filing, rows
from virta.listening.models import Mention, Source, SourceFile
from virta.listening.models.source import sealed
from virta.listening.searching import Searches
from virta.people.models import Role

pytestmark = pytest.mark.django_db
HEADER = ["Date", "Content", "Author", "URL", "Likes"]


@pytest.fixture
def workspace():
    return make.workspace()


@pytest.fixture
def lead(client, workspace):
    client.force_login(make.member(workspace, Role.LEAD))
    return client


def lines(*posts):
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in posts).encode()


def read(workspace, content, name):
    return filing.looked_through(make_file(workspace, content, name), NOON)


def test_an_export_in_any_of_the_forms_gives_the_same_posts(workspace):
    row = ["2026-03-01 10:30", "The sauna is warm", "@aino", "https://a.example/1", 7]
    parquet = io.BytesIO()
    columns = {name: [cell] for name, cell in zip(HEADER, row, strict=True)}
    pq.write_table(pa.table(columns), parquet)
    files = {
        "a.csv": ";".join(HEADER).encode() + b"\n" + ";".join(map(str, row)).encode(),
        "a.xlsx": xlsx_file([("Posts", HEADER, [row])]),
        "a.jsonl": lines(dict(zip(HEADER, row, strict=True))),
        "a.parquet": parquet.getvalue(),
    }
    found = {name: read(workspace, content, name) for name, content in files.items()}
    for good, bad in found.values():
        assert bad == []
        (one,) = good
        assert one == found["a.csv"][0][0]
    assert one.at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "as clocks in Helsinki show it"
    assert (one.text, one.handle, one.likes) == ("The sauna is warm", "aino", 7)
    assert (one.network, one.key) == ("web", "https://a.example/1")


def test_lines_of_bin_virta_match_are_read_as_they_are(workspace):
    post = {
        "id": 12,
        "text": "Sauna",
        "language": "fi",
        "author": "aino",
        "source": "bluesky",
        "type": "reply",
        "followers": 5,
        "links": ["https://a.example/", "no link"],
        "created_at": "2026-03-01T10:30:00+02:00",
        "unknown": {"a": 1},
    }
    ((one,), bad) = read(workspace, lines(post), "posts.jsonl")
    assert not bad
    assert (one.key, one.network, one.type, one.languages) == ("12", "bluesky", "reply", ("fi",))
    assert (one.followers, one.links) == (5, ("https://a.example/",))


def test_rows_that_cannot_be_taken_are_named_with_their_reason(workspace):
    good = {"text": "a", "at": "2026-03-01"}
    content = lines(
        good, "{", "", "[1]", {"text": "", "at": "2026-03-01"}, {"text": "b"},
        {"text": "c", "at": "soon"}, {"text": "d", "at": "2099-01-01"}, {"text": "e", "at": "1970-01-01"},
    )  # fmt: skip
    posts, bad = read(workspace, content, "posts.jsonl")
    assert [one.text for one in posts] == ["a"]
    assert [one.row for one in bad] == [2, 4, 5, 6, 7, 8, 9]
    assert "“soon” is not a time" in bad[4].why
    assert "2099-01-01, which cannot be" in bad[5].why


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00Z", 10),
        ("2026-03-01T10:00:00+02:00", 8),
        ("1.3.2026 12:00", 10),
        ("1772359200", 10),
        ("1772359200000", 10),
        ("Sun Mar 01 10:00:00 +0000 2026", 10),
    ],
)
def test_times_are_read_as_programs_and_people_write_them(workspace, text, expected):
    ((one,), _bad) = read(workspace, lines({"text": "a", "at": text}), "a.jsonl")
    assert one.at == datetime(2026, 3, 1, expected, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", b"PAR1 rubbish PAR1"),
        ("a.jsonl", b"[]\nnull\n"),
        ("a.jsonl", b"\xff\xfe\x00"),
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04 rubbish"),
    ],
)
def test_what_cannot_be_read_at_all_says_what_to_do(name, content):
    with pytest.raises(Problem):
        filing.table_of(name, content)


def test_columns_are_known_by_their_headings_in_both_languages():
    english = rows.suggest(["Date", "Hit Sentence", "Source", "URL", "Headline", "Other"])
    assert list(english.values()) == ["at", "text", "network", "url", "title", ""]
    finnish = rows.suggest(["Päivämäärä", "Sisältö", "Kirjoittaja", "Tykkäykset", "Sisältö"])
    assert list(finnish.values()) == ["at", "text", "author", "likes", ""]


def held(workspace, file):
    """The source of a file, claimed, as a worker has it."""
    source = Source.objects.create(
        workspace=workspace, kind="file", title=file.name, sealed=sealed({}), due_at=NOON
    )
    SourceFile.objects.filter(pk=file.pk).update(source=source)
    assert source.claim(NOON)
    return Held(source, filing.described_of(source), Searches(workspace), lambda: NOON)


def many(number):
    return lines(
        *({"id": n, "text": f"sauna {n}", "at": "2026-03-01"} for n in range(number - 1)),
        {"text": "no time"},
    )


def test_thousands_of_rows_are_taken_in_by_the_worker_and_stored_once(workspace, monkeypatch):
    monkeypatch.setattr(filing, "AT_ONCE", 100)
    make_search(workspace)
    file = make_file(workspace, many(450), "posts.jsonl")
    one = held(workspace, file)
    assert poll(one, httpx.Client()) == 449
    one.source.refresh_from_db()
    assert (one.source.cursor, one.source.is_on, one.source.unreadable) == ("450", False, 1)
    again = held(workspace, make_file(workspace, many(450), "the same.jsonl"))
    assert poll(again, httpx.Client()) == 0
    assert Mention.objects.count() == 449


def test_a_worker_that_dies_half_way_is_followed_by_one_that_goes_on(workspace, monkeypatch):
    monkeypatch.setattr(filing, "AT_ONCE", 100)
    make_search(workspace)
    one = held(workspace, make_file(workspace, many(250), "posts.jsonl"))
    real, calls = one.described.poll, []

    def dying(*parts):
        calls.append(parts)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*parts)

    object.__setattr__(one.described, "poll", dying)
    with pytest.raises(KeyboardInterrupt):
        poll(one, httpx.Client())
    source = Source.objects.get(kind="file")
    assert (source.cursor, Mention.objects.count()) == ("100", 100)
    later = NOON + timedelta(minutes=5)
    assert source.claim(later)
    poll(
        Held(source, filing.described_of(source), Searches(workspace), lambda: later),
        httpx.Client(),
    )
    assert Mention.objects.count() == 249


def test_a_file_is_brought_matched_looked_at_and_handed_to_the_worker(lead, workspace):
    page = f"/w/{workspace.slug}/sources/"
    bad = SimpleUploadedFile("a.pdf", b"%PDF")
    assert "ends in .csv" in lead.post(f"{page}files/new/", {"file": bad}).content.decode()
    content = b"when,words\n2026-03-01,The sauna is warm\nsoon,Hot\n"
    answer = lead.post(f"{page}files/new/", {"file": SimpleUploadedFile("a.csv", content)})
    look = answer.url
    assert "0 rows can be read as posts" in lead.get(look).content.decode()
    chosen = {"column-0": "at", "column-1": "text", "network": "x"}
    seen = lead.post(look, chosen).content.decode()
    assert "1 row can be read as a post" in seen
    assert "“soon” is not a time" in seen
    lead.post(look, chosen | {"take": "1"})
    assert not Source.objects.exists(), "the bad row was not said to be left out"
    lead.post(look, chosen | {"take": "1", "leave_out": "1"})
    lead.post(look, chosen | {"take": "1", "leave_out": "1"})
    source = Source.objects.get()
    assert (source.kind, source.file.network, source.file.bad) == ("file", "x", 1)
    assert "0 of 2 rows read" in lead.get(page).content.decode()
    again = lead.post(f"{page}files/new/", {"file": SimpleUploadedFile("b.csv", content)})
    assert "has been read before" in lead.get(again.url).content.decode()
    twice = {"column-0": "text", "column-1": "text"}
    assert "Two columns" in lead.post(again.url, twice).content.decode()


def test_any_number_of_columns_may_hold_nothing(client):
    workspace = make.workspace()
    client.force_login(make.member(workspace, Role.LEAD))
    file = make_file(workspace)
    page = f"/w/{workspace.slug}/sources/files/{file.pk}/"

    answer = client.post(page, {"column-0": "", "column-1": "", "network": "web"})

    assert answer.status_code == 200


def test_rows_older_than_what_is_kept_are_counted_before_and_after(lead, workspace):
    now = timezone.now()
    content = f"text,at\nThe sauna is warm,{now:%Y-%m-%d} 00:00\nAn old sauna,2019-03-02 09:00\n"
    file = make_file(workspace, content.encode())
    page = f"/w/{workspace.slug}/sources/files/{file.pk}/"
    shown = lead.get(page).content.decode()
    assert "1 of them is older than what is kept here and will not be stored" in shown
    assert f"/w/{workspace.slug}/mentions/kept/" in shown
    columns = {f"column-{number}": what for number, what in file.mapping.items()}
    for number, what in enumerate(("text", "at")):
        columns[f"column-{number}"] = what
    shown = lead.post(page, {**columns, "network": "web", "take": "1"}, follow=True)
    assert "1 row was older than what is kept here and was not stored." in shown.content.decode()

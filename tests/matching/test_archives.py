"""Archives are cut into parts that together hold every post once."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virta.matching.archives import Found, NoArchive, Part, parts_of, posts_in, search
from virta.matching.posts import Post

QUERIES = (("1", "sauna AND kiuas"), ("2", '"joki virtaa"'))


def lines(posts):
    return b"".join(json.dumps(one).encode() + b"\n" for one in posts)


def posts(count, text="sauna ja kiuas"):
    return [{"id": str(number), "text": text if number % 3 else "muuta"} for number in range(count)]


def ids(parts):
    return [post.id if post else None for part in parts for post in posts_in(part)]


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.text(max_size=12), max_size=12),
    size=st.integers(min_value=1, max_value=200),
    ends_in_newline=st.booleans(),
)
def test_wherever_a_file_is_cut_every_line_is_read_once(
    tmp_path_factory, texts, size, ends_in_newline
):
    path = tmp_path_factory.mktemp("cut") / "a.jsonl"
    content = lines({"id": str(n), "text": text} for n, text in enumerate(texts))
    path.write_bytes(content if ends_in_newline else content.removesuffix(b"\n"))

    assert ids(parts_of(str(path), size)) == [str(number) for number in range(len(texts))]


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    (tmp_path / "b.jsonl").write_bytes(lines([{"id": "2", "text": ""}]))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines([{"id": "1", "text": ""}])))
    (tmp_path / "readme.txt").write_text("no archive")
    pq.write_table(pa.table({"id": ["3"], "text": [""]}), tmp_path / "c.parquet")

    assert ids(parts_of(str(tmp_path))) == ["1", "2", "3"]


def test_a_parquet_file_is_cut_at_its_row_groups(tmp_path):
    table = pa.Table.from_pylist(posts(100))
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=10)

    parts = list(parts_of(str(tmp_path / "a.parquet"), rows=25))

    assert [(one.start, one.stop) for one in parts] == [(0, 3), (3, 6), (6, 9), (9, 10)]
    assert ids(parts) == [str(number) for number in range(100)]


def test_what_cannot_be_read_is_counted_and_the_rest_is_searched(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{\n" + lines(posts(5)) + b'{"id": 7}\n')

    found = search(next(parts_of(str(path))), QUERIES)

    assert (found.posts, found.unreadable) == (5, 2)
    assert [(post.id, ids) for post, ids in found.matches] == [
        ("1", ("1",)),
        ("2", ("1",)),
        ("4", ("1",)),
    ]


def test_rows_without_a_text_are_counted_and_wrong_columns_are_told(tmp_path):
    pq.write_table(pa.table({"id": ["1", "2"], "text": ["sauna", None]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"id": ["1"], "content": ["sauna"]}), tmp_path / "b.parquet")
    good, wrong = parts_of(str(tmp_path))

    assert ids([good]) == ["1", None]
    with pytest.raises(NoArchive, match="column text is missing"):
        ids([wrong])


def test_names_that_lead_nowhere_are_told(tmp_path):
    (tmp_path / "a.txt").write_text("x")

    with pytest.raises(NoArchive, match="not there"):
        list(parts_of(str(tmp_path / "b.jsonl")))
    with pytest.raises(NoArchive, match="holds no archive"):
        list(parts_of(str(tmp_path)))
    with pytest.raises(NoArchive, match="no archive by its ending"):
        list(parts_of(str(tmp_path / "a.txt")))


def test_a_part_has_another_name_once_its_file_has_changed(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(posts(3)))
    before = next(parts_of(str(path)))
    path.write_bytes(lines(posts(4)))

    assert next(parts_of(str(path))).name != before.name
    assert (
        Part(before.path, before.form, before.start, before.stop, before.stamp).name == before.name
    )


def test_what_was_found_comes_back_whole_from_its_file():
    found = Found(3, 1, ((Post(id="1", text="\ud83d half", links=("https://a.fi",)), ("1", "2")),))

    back = Found.unpacked(found.packed())

    assert back.matches[0][0].text == "\ud83d half"
    assert back.matches[0][0].links == ["https://a.fi"]
    assert (back.posts, back.unreadable, back.matches[0][1]) == (3, 1, ("1", "2"))

"""Posts in as Arrow, answers out as Arrow."""

import pyarrow as pa
import pytest

from virta.matching.arrow import MATCHES, WrongColumns, match_batch, match_stream
from virta.matching.language import parse
from virta.matching.matcher import Matcher

QUERIES = {"q1": "sauna", "q2": "followers:[5 TO 10] AND sauna", "q3": "links:virta.fi"}


@pytest.fixture(scope="module")
def matcher():
    return Matcher({key: parse(text).node for key, text in QUERIES.items()})


def table(**more):
    columns = {
        "id": pa.array(["a", "b", "c"]),
        "text": pa.array(["Sauna", "nothing", "sauna"]),
        "followers": pa.array([7, None, 50]),
        "links": pa.array([None, ["https://virta.fi/x"], []], type=pa.list_(pa.string())),
        "unknown": pa.array([1, 2, 3]),
    }
    return pa.table(columns | more)


def test_posts_that_match_something_come_back_with_their_queries(matcher):
    found = match_batch(matcher, table())

    assert found.schema == MATCHES
    assert found.to_pylist() == [
        {"post": "a", "queries": ["q1", "q2"]},
        {"post": "b", "queries": ["q3"]},
        {"post": "c", "queries": ["q1"]},
    ]


def test_a_stream_gives_an_answer_for_each_batch(matcher):
    batches = table().to_batches(max_chunksize=1)

    assert [one.num_rows for one in match_stream(matcher, batches)] == [1, 1, 1]


def test_other_forms_of_text_and_numbers_as_names(matcher):
    posts = table(
        id=pa.array([1, 2, 3]),
        text=pa.array(["Sauna", "nothing", "sauna"]).dictionary_encode(),
        language=pa.nulls(3),
        author=pa.array(["a", None, "b"], type=pa.large_string()),
    )

    assert match_batch(matcher, posts).column("post").to_pylist() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("posts", "sentence"),
    [
        (table().drop_columns(["text"]), "The column text is missing"),
        (table(text=pa.array([1, 2, 3])), "The column text holds int64"),
        (table(followers=pa.array(["1", "2", "3"])), "It has to hold numbers"),
        (table(links=pa.array(["a", "b", "c"])), "It has to hold lists of texts"),
        (table(text=pa.array(["a", None, "c"])), "Row 2 has no id or no text"),
    ],
)
def test_wrong_columns_are_named(matcher, posts, sentence):
    with pytest.raises(WrongColumns, match=sentence):
        match_batch(matcher, posts)


def test_nothing_in_nothing_out(matcher):
    assert match_batch(matcher, table().slice(0, 0)).num_rows == 0

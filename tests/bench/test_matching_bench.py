"""The benchmark of matching makes what it says it makes, and its peers agree with Virta."""

import json
from collections import Counter

import pytest

from bench.matching.__main__ import agree, options
from bench.matching.asked import Asked, Term, from_json, written
from bench.matching.data import ASKED, POSTS, QUERIES, read_asked, read_posts, write
from bench.matching.peers import fts5, lucene, tantivy
from bench.matching.table import build_line, change_lines, rows
from virta.matching.language import parse
from virta.matching.reference import matches

QUERY_COUNT, POST_COUNT = 400, 300
ANSWERED = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("made")
    write(made, 7, QUERY_COUNT, POST_COUNT)
    return made


@pytest.fixture(scope="module")
def asked(folder):
    return read_asked(folder)


@pytest.fixture(scope="module")
def expected(folder, asked):
    nodes = {one.id: parse(written(one)).node for one in asked}
    return [
        sorted(name for name, node in nodes.items() if matches(node, post))
        for post in read_posts(folder, ANSWERED)
    ]


def test_the_same_seed_makes_the_same_files(folder, tmp_path):
    write(tmp_path, 7, QUERY_COUNT, POST_COUNT)
    for name in (QUERIES, POSTS, ASKED):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_posts_are_as_long_and_as_mixed_as_it_is_said(folder):
    posts = read_posts(folder)
    assert len(posts) == POST_COUNT
    assert sum(len(post.text) for post in posts) / POST_COUNT == pytest.approx(145, abs=8)
    assert {post.language for post in posts} == {"en", "es", "de", "fi", "sv", None}
    for sign in "#@🔥":
        assert any(sign in post.text for post in posts)
    assert any(post.links for post in posts)


def test_searches_have_the_terms_that_are_promised(asked):
    terms = [term for one in asked for term in one.terms]
    kinds = {kind: n / len(terms) for kind, n in Counter(term.kind for term in terms).items()}
    assert kinds["prefix"] == pytest.approx(0.05, abs=0.02)
    assert kinds["phrase"] == pytest.approx(0.1, abs=0.025)
    assert kinds["near"] == pytest.approx(0.1, abs=0.025)
    assert sum(bool(one.without) for one in asked) / len(asked) == pytest.approx(0.35, abs=0.07)
    assert sum(bool(one.language) for one in asked) / len(asked) == pytest.approx(0.25, abs=0.07)
    assert all(len(one.terms) <= 12 for one in asked)


def test_some_posts_match_and_most_do_not(expected):
    assert len(expected) == ANSWERED
    assert sum(map(bool, expected)) < 0.3 * ANSWERED


def test_a_search_is_the_same_after_it_is_written_down(asked):
    assert [from_json(one.to_json()) for one in asked] == asked


def test_a_search_in_every_language():
    near = Term("near", ("a", "b"), ("c",), 3)
    one = Asked("q", ((near, Term("prefix", ("nok",))),), (Term("phrase", ("d", "e")),), "fi")
    assert written(one) == '(((a OR b) NEAR/3 c) OR nok*) AND language:fi NOT "d e"'
    assert fts5.expression(one) == (
        '(((body : NEAR("a" "c", 3) OR body : NEAR("b" "c", 3)) OR body : "nok" *)'
        ' AND language : "fi") NOT body : "d e"'
    )
    assert lucene.expression(one) == (
        '+(("a c"~3 OR "c a"~3 OR "b c"~3 OR "c b"~3) OR /nok.*/) +language:fi -"d e"'
    )


@pytest.mark.parametrize("kind", [tantivy.Tantivy, fts5.Fts5])
def test_a_peer_gives_the_answers_of_the_reference(kind, folder, asked, expected):
    engine = kind()
    engine.warm()
    engine.build(asked)
    assert [sorted(ids) for ids in engine.match(read_posts(folder, ANSWERED))] == expected


def test_a_difference_is_told_and_ends_the_run_badly(tmp_path, capsys):
    (tmp_path / QUERIES).write_text("q0\tsauna\nq1\tkiuas\n")
    (tmp_path / POSTS).write_text(
        '{"id": "p0", "text": "uusi sauna"}\n' + '{"id":"p","text":""}\n' * 49
    )
    nothing = "[]\n" * 49
    (tmp_path / "virta.jsonl").write_text('["q0"]\n' + nothing)
    (tmp_path / "tantivy.jsonl").write_text('["q0"]\n' + nothing)
    (tmp_path / "fts5.jsonl").write_text('["q1"]\n' + nothing)
    assert agree(tmp_path, ["tantivy"])
    assert not agree(tmp_path, ["fts5"])
    told = capsys.readouterr().out
    assert "only Virta: sauna" in told
    assert "not Virta: kiuas" in told
    (tmp_path / "virta.jsonl").write_text("[]\n" + nothing)
    assert not agree(tmp_path, [])


def test_lucene_is_left_out_with_a_sentence(monkeypatch, tmp_path):
    monkeypatch.delenv(lucene.FOLDER, raising=False)
    assert lucene.FOLDER in lucene.missing()
    monkeypatch.setenv(lucene.FOLDER, str(tmp_path))
    assert lucene.FOLDER in lucene.missing()
    (tmp_path / "lucene-monitor-8.8.1.jar").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "java" in lucene.missing()


def test_the_table_says_how_far_a_peer_is_from_virta():
    def told(engine, rate, **more):
        run = {"size": 1000, "rate": rate, "wall": rate / 2}
        warm = {"cpu": 1.0, "wall": 1.0}
        base = {"warm": warm, "build": warm, "memory_before": 1.0, "memory": 2.0}
        return {"engine": engine, "runs": [run], **base, **more}

    ours = told("virta", 300_000.0, lines=9.0, changes={"add": [1.0, 2.0], "next": [3.0]})
    assert "10.0 times" in next(iter(rows(told("tantivy", 30_000.0), ours)))
    assert "from JSON lines" in list(rows(ours, ours))[-1]
    assert "2 MB at the peak" in build_line(ours)
    assert [line.split("ms")[-2].split()[-1] for line in change_lines(ours)] == ["2.00", "3.00"]


def test_the_command_line_has_what_the_page_says():
    asked = options(["--queries", "10", "20", "--peers", "fts5"])
    assert (asked.queries, asked.peers, asked.write) == ([10, 20], ["fts5"], None)
    assert json.dumps(options([]).queries) == "[1000, 10000, 100000]"

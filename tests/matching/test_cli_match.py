"""`bin/virta match`."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from virta.cli import main as virta
from virta.matching import stream_match
from virta.matching.cli_match import main

QUERIES = "q1\tsauna\nq2\tsauna AND kiuas\nq10\t#virta OR language:sv\n"
ROOT = Path(__file__).parents[2]
VERB = [sys.executable, "-m", "virta.cli", "match"]


def matched(tmp_path, posts, *options, queries=QUERIES):
    """Status, answers and what was said, for lines given as texts, bytes or objects."""
    asked, file = tmp_path / "Q.tsv", tmp_path / "P.jsonl"
    asked.write_text(queries, encoding="utf-8")
    lines = [
        one
        if isinstance(one, bytes)
        else (one if isinstance(one, str) else json.dumps(one)).encode()
        for one in posts
    ]
    file.write_bytes(b"\n".join(lines))
    out, err = io.StringIO(), io.StringIO()
    given = ["--queries", str(asked), "--posts", str(file), "--lang", "en", *options]
    status = main(given, out, err)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_every_post_that_matches_gets_a_line_in_the_order_of_the_posts(tmp_path):
    posts = [
        {"id": "b", "text": "Kiuas ja sauna", "language": "sv"},
        {"id": "a", "text": "nothing"},
        {"id": 7, "text": "Sauna!"},
    ]

    status, answers, said = matched(tmp_path, posts)

    assert (status, said) == (0, "")
    assert answers == [
        {"post": "b", "queries": ["q1", "q10", "q2"]},
        {"post": "7", "queries": ["q1"]},
    ]


def test_refused_queries_stop_the_run_before_it_starts_and_all_are_told(tmp_path):
    queries = "q1\tsauna\nq2\ta OR b AND c\nq1\tkiuas\nq4\tNOT a\n"

    status, answers, said = matched(tmp_path, [{"id": "a", "text": "sauna"}], queries=queries)

    assert (status, answers) == (2, [])
    assert "Q.tsv, line 2, query q2, characters 1–12: AND or NOT stands beside OR" in said
    assert "write instead: a OR (b AND c)" in said
    assert "line 3, query q1" in said
    assert "line 4, query q4" in said
    assert "3 of the queries refused; nothing was matched." in said


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"{",
        b"[]",
        b'{"id": "x"}',
        b'{"text": "sauna"}',
        b'{"id": "x", "text": 5}',
        b'{"id": "x", "text": "sauna", "followers": "many"}',
        b'{"id": "x", "text": "sauna", "followers": NaN}',
        b'{"id": "x", "text": "sauna", "followers": 1e999}',
        b'{"id": "x", "text": "sauna", "links": "a"}',
        b'{"id": "x", "text": "sauna", "language": ["fi"]}',
        b'{"id": true, "text": "sauna"}',
        b'{"id": "x", "text": "sa\xffuna"}',
        b'{"id": "x", "text": "sauna", "more": "\xff"}',
        b'{"id": "x", "text": "sauna"} more',
        b'{"a":' * 100_000,
    ],
)
def test_a_line_that_cannot_be_read_is_told_counted_and_passed_over(tmp_path, line):
    good = {"id": "a", "text": "sauna"}

    status, answers, said = matched(tmp_path, [good, line, good])

    assert status == 1
    assert [one["post"] for one in answers] == ["a", "a"]
    assert said.startswith("Line 2: ")
    assert "1 of the lines could not be read" in said


def test_odd_lines_that_can_be_read_are(tmp_path):
    posts = [
        b"\xef\xbb\xbf" + b'{"id": "bom", "text": "sauna"}\r',
        "",
        "  ",
        b'{"id": "half", "text": "sauna \\ud83d"}',
        b'{"id": "\\ud83d", "text": "sauna"}',
        b'{"id": "more", "text": "sauna", "more": {"deep": [1, 2]}, "language": null}',
        b'{"id": "twice", "text": "no", "text": "sauna"}',
        b'{"id": "zero", "text": "sauna\\u0000kiuas"}',
        json.dumps({"id": "long", "text": "x" * 10_000_000 + " sauna"}),
        b'{"id": 123456789012345678901234567890, "text": "sauna"}',
    ]

    status, answers, said = matched(tmp_path, posts)

    assert (status, said) == (0, "")
    assert [one["post"] for one in answers] == [
        *("bom", "half", "\ud83d", "more", "twice", "zero", "long"),
        "123456789012345678901234567890",
    ]


def test_figures_are_told_on_standard_error(tmp_path):
    status, _, said = matched(tmp_path, [{"id": "a", "text": "sauna kiuas"}], "--stats")

    told = dict(line.split(": ") for line in said.splitlines())
    assert status == 0
    assert (told["posts"], told["matches"]) == ("1", "2")
    assert all(float(told[f"seconds {what}"]) >= 0 for what in ("reading", "matching", "writing"))
    assert told["peak memory"].endswith(" MB")


def test_the_answers_can_be_held_against_the_simple_matcher(tmp_path, monkeypatch):
    posts = [{"id": "a", "text": "sauna"}, {"id": "b", "text": "kiuas"}]
    assert matched(tmp_path, posts, "--check")[0] == 0
    monkeypatch.setattr(stream_match.Matcher, "match", lambda self, posts: [("q2",)] * len(posts))

    status, _, said = matched(tmp_path, posts, "--check")

    assert status == 3
    assert "Post a does match q1" in said
    assert "Post a does not match q2" in said


def test_files_that_are_not_there(tmp_path):
    err = io.StringIO()
    missing = str(tmp_path / "none")

    assert main(["--queries", missing, "--posts", missing], io.StringIO(), err) == 2
    assert "none cannot be read" in err.getvalue()


def test_progress_is_shown_on_a_terminal_only(tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(stream_match, "PROGRESS_EVERY", 0)
    (tmp_path / "Q.tsv").write_text(QUERIES)
    (tmp_path / "P.jsonl").write_text('{"id": "a", "text": "sauna"}\n' * 3000)
    err = Terminal()

    main(["--queries", f"{tmp_path}/Q.tsv", "--posts", f"{tmp_path}/P.jsonl"], io.StringIO(), err)

    assert "2,000 posts, 2,000 matches" in err.getvalue()


LINES = b'{"id": "a", "text": "sauna"}\n' * stream_match.AT_ONCE
"""As many as are matched at once; with their answers they find room in the pipes."""


def begun(tmp_path):
    """The command, which has matched what it got and waits for more."""
    (tmp_path / "Q.tsv").write_text("q\tsauna\n")
    running = subprocess.Popen(
        [*VERB, "--queries", f"{tmp_path}/Q.tsv", "--posts", "-", "--lang", "en"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    running.stdin.write(LINES)
    running.stdin.flush()
    assert json.loads(running.stdout.readline()) == {"post": "a", "queries": ["q"]}
    return running


def test_a_stream_is_matched_as_it_comes_and_its_reader_may_leave(tmp_path):
    with begun(tmp_path) as running:
        running.stdout.close()
        running.stdin.write(LINES)
        running.stdin.close()
        assert (running.wait(60), running.stderr.read()) == (0, b"")


def test_stopping_by_the_keyboard_says_so(tmp_path):
    with begun(tmp_path) as running:
        os.kill(running.pid, signal.SIGINT)
        running.stdin.close()
        assert running.wait(60) == 130
        assert b"Stopped." in running.stderr.read()


def test_the_verb_is_there(tmp_path, capsys):
    (tmp_path / "Q.tsv").write_text(QUERIES)
    (tmp_path / "P.jsonl").write_text('{"id": "a", "text": "sauna"}\n')

    status = virta(["match", "--queries", f"{tmp_path}/Q.tsv", "--posts", f"{tmp_path}/P.jsonl"])

    assert status == 0
    assert json.loads(capsys.readouterr().out) == {"post": "a", "queries": ["q1"]}

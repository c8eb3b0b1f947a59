"""SQLite's FTS5: an index in memory for each batch, against which every search is run.

Its tokeniser keeps accents, as the generator's words make no difference there. Hashtags and the
language are columns of their own, so that everything is answered by the index alone.
"""

import sqlite3
from collections.abc import Iterable, Sequence

from bench.matching.asked import Asked, Term, either
from bench.matching.peers import Answers
from bench.matching.words import hashtags
from virta.matching.posts import Post

TABLE = """
    CREATE VIRTUAL TABLE posts USING fts5(
        body, tags, language, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0'
    )
"""


def expression(asked: Asked) -> str:
    """The search in FTS5's language."""
    parts = [either([_term(term) for term in group]) for group in asked.groups]
    if asked.language:
        parts.append(f'language : "{asked.language}"')
    text = " AND ".join(parts)
    if asked.without:
        text = f"({text}) NOT {either([_term(term) for term in asked.without])}"
    return text


def _term(term: Term) -> str:
    if term.kind == "hashtag":
        return f'tags : "{term.left[0]}"'
    if term.kind == "near":
        pairs = [f'body : NEAR("{a}" "{b}", {term.between})' for a, b in term.sides]
        return either(pairs)
    star = " *" if term.kind == "prefix" else ""
    return f'body : "{" ".join(term.left)}"{star}'


class Fts5:
    """One table, emptied by making it anew for every batch."""

    sizes = (1000, 10_000)

    def warm(self) -> None:
        """The database in memory; nothing of it is ever written."""
        self.base = sqlite3.connect(":memory:", isolation_level=None)
        self.base.execute("PRAGMA cache_size = -1000000")

    def build(self, asked: Sequence[Asked]) -> None:
        """The searches are only text here; SQLite reads each as it is run."""
        self.asked = [(one.id, expression(one)) for one in asked]

    def match(self, posts: Sequence[Post]) -> Answers:
        """Indexes the batch and runs every search."""
        base = self.base
        base.execute("DROP TABLE IF EXISTS posts")
        base.execute(TABLE)
        base.execute("BEGIN")
        base.executemany(
            "INSERT INTO posts(rowid, body, tags, language) VALUES (?, ?, ?, ?)", _rows(posts)
        )
        base.execute("COMMIT")
        answers: list[list[str]] = [[] for _ in posts]
        for name, text in self.asked:
            for (row,) in base.execute("SELECT rowid FROM posts WHERE posts MATCH ?", (text,)):
                answers[row].append(name)
        return list(answers)


def _rows(posts: Sequence[Post]) -> Iterable[tuple[int, str, str, str]]:
    for at, post in enumerate(posts):
        yield at, post.text, hashtags(post.text), post.language or ""

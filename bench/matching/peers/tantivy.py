"""Tantivy: an index in memory for each batch, against which every search is run, on one thread.

Kept as fast as its Python package lets it be: searches are made once, not read from text every
time; nothing is stored; places of posts in the one segment stand for their ids; scores are not
asked for; few answers are asked for first, and all only where there are more. Tantivy has no
NEAR: two phrases with slop, one in each order, mean the same and need no check afterwards.
"""

from collections.abc import Iterable, Sequence

from tantivy import Document, Index, Occur, Query, SchemaBuilder

from bench.matching.asked import Asked, Term
from bench.matching.peers import Answers
from bench.matching.words import hashtags
from virta.matching.posts import Post

FIRST = 16
"""So many answers are asked for at first; nearly all searches have fewer in a batch."""
HEAP = 200_000_000


class Tantivy:
    """Batches only: an index for a single post would be the slowest way of all."""

    sizes = (1000, 10_000, 20_000)

    def warm(self) -> None:
        """The fields: the text, its hashtags and its language."""
        made = SchemaBuilder()
        made.add_text_field("body", tokenizer_name="default", index_option="position")
        made.add_text_field("tags", tokenizer_name="default", index_option="basic")
        made.add_text_field("language", tokenizer_name="raw", index_option="basic")
        self.schema = made.build()

    def build(self, asked: Sequence[Asked]) -> None:
        """Makes the searches, once for all batches."""
        self.asked = [(one.id, Query.const_score_query(self._query(one), 1.0)) for one in asked]

    def match(self, posts: Sequence[Post]) -> Answers:
        """Indexes the batch and runs every search."""
        index = Index(self.schema)
        writer = index.writer(HEAP, 1)
        for post in posts:
            writer.add_document(_document(post))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        if searcher.num_segments != 1:
            raise RuntimeError("The batch does not fit into one segment of Tantivy's index.")
        answers: list[list[str]] = [[] for _ in posts]
        for name, query in self.asked:
            found = searcher.search(query, FIRST, count=False).hits
            if len(found) == FIRST:
                found = searcher.search(query, len(posts), count=False).hits
            for _, address in found:
                answers[address.doc].append(name)
        return list(answers)

    def _query(self, asked: Asked) -> Query:
        parts = [(Occur.Must, self._any(group)) for group in asked.groups]
        if asked.language:
            parts.append((Occur.Must, self._exactly("language", asked.language)))
        parts += [(Occur.MustNot, self._term(term)) for term in asked.without]
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def _any(self, terms: Iterable[Term]) -> Query:
        return _either([self._term(term) for term in terms])

    def _exactly(self, field: str, word: str) -> Query:
        return Query.term_query(self.schema, field, word, "basic")

    def _term(self, term: Term) -> Query:
        word = term.left[0]
        if term.kind == "hashtag":
            return self._exactly("tags", word)
        if term.kind == "prefix":
            return Query.regex_query(self.schema, "body", f"{word}.*")
        if term.kind == "phrase":
            return Query.phrase_query(self.schema, "body", list(term.left))
        if term.kind == "near":
            pairs = [pair for a, b in term.sides for pair in ([a, b], [b, a])]
            return _either(
                [Query.phrase_query(self.schema, "body", list(p), term.between) for p in pairs]
            )
        return self._exactly("body", word)


def _either(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _document(post: Post) -> Document:
    return Document(body=post.text, tags=hashtags(post.text), language=post.language or "")

"""The fast matcher: many saved queries against a stream of posts, in batches or one by one.

One pass over the UTF-8 of a batch finds the queries' terms; the rarest terms that a query needs
make it a candidate; candidates are evaluated on the places of their terms (`run`). The answers
are those of `reference`, which is asked itself about the few (query, post) pairs that the
compiled code leaves open. A matcher belongs to one thread at a time.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from virta.matching.arrays import Bytes
from virta.matching.checks import words_in
from virta.matching.inflection import means
from virta.matching.laid import Laid
from virta.matching.letters import letters
from virta.matching.numbers import AT_FLAGS, EITHER, MARKS, REG_OUT, REG_POST, REGS, T_POST, YES
from virta.matching.packing import Packer
from virta.matching.posts import Post
from virta.matching.reference import matches
from virta.matching.run import DONE, HITS_FULL, WORD_FULL, run
from virta.matching.spelling import NOTHING_SPELLED, spell
from virta.matching.store import Store, grown
from virta.matching.tables import Batch, Scratch, Spelled, Words
from virta.matching.tree import Inflected, Node
from virta.matching.words import own_letters

STAMPS = 2**31 - 2**20
"""Posts are stamped with 32 bits; before they run out, the stamps begin anew."""

Found = dict[int, list[str]]
"""For a post's place in the batch the ids of the queries found so far; none for a post that may match,
once it is known in which of several languages it is (`Laid.column`)."""


def _scratch() -> Scratch:
    def ints(*shape: int) -> np.ndarray:
        return np.zeros(shape, dtype=np.int32)

    return Scratch(
        regs=np.zeros(REGS, dtype=np.int64),
        hits=ints(4096, 4),
        candidates=ints(64),
        marks=np.zeros(MARKS // 64, dtype=np.uint64),
        spans=ints(16384, 2),
        lists=ints(64, 2),
        stack=ints(64),
        out=ints(4096, 3),
    )


def _words(room: int) -> Words:
    return Words(
        letters=np.zeros(4 * room, dtype=np.int32),
        hashes=np.zeros(4 * room, dtype=np.uint64),
        rows=np.zeros((room, 8), dtype=np.int32),
        keys=np.zeros(room, dtype=np.uint64),
        passed=np.zeros(room + 1, dtype=np.int32),
    )


def _inflects(node: Node) -> bool:
    """Whether a query has an inflected word whose language is the post's own."""
    return any(isinstance(one, Inflected) and one.language is None for one in words_in(node))


class Matcher:
    """Queries by their ids, ready to be held against posts."""

    def __init__(self, queries: Mapping[str, Node] | None = None) -> None:
        self._store = Store()
        self._packer = Packer(self._store)
        self._work = _scratch()
        self._words = _words(4096)
        self._ids: list[str] = []
        self._nodes: list[Node] = []
        self._numbers: dict[str, int] = {}
        self._has_own_language = False  # whether words were inflected by the posts' own languages
        memory = self._store.memory
        memory.put(self._work)
        memory.put(self._words)
        memory.put(letters())
        self._take_in(queries or {})

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, query_id: str) -> bool:
        return query_id in self._numbers

    def add(self, query_id: str, node: Node) -> None:
        """Takes a query in, in place of the one of this id where there is one."""
        self.add_all({query_id: node})

    def add_all(self, queries: Mapping[str, Node]) -> None:
        """The same for many, which costs less than one after another."""
        for query_id in queries:
            self.remove(query_id)
        self._take_in(queries)

    def remove(self, query_id: str) -> None:
        """Takes a query out; an id that is not there is no concern."""
        number = self._numbers.pop(query_id, None)
        if number is not None:
            self._store.remove(number)

    def match(self, posts: Sequence[Post] | Laid) -> list[tuple[str, ...]]:
        """For each post the ids of the queries it matches, sorted."""
        # One empty answer for all that match nothing: most do, and new objects cost time.
        answers: list[tuple[str, ...]] = [()] * len(posts)
        for at, ids in self.found(posts).items():
            answers[at] = tuple(sorted(ids))
        return answers

    def found(self, posts: Sequence[Post] | Laid) -> Found:
        """For the place of each post that matches anything the ids of its queries, in any order."""
        found: Found = {}
        if len(posts) and self._numbers:
            self._make_ready(len(posts))
            batch = self._packer.pack(posts)
            self._run(posts, batch, NOTHING_SPELLED, found)
            hard = np.flatnonzero(batch.hard)
            if len(hard):
                is_open = batch.keeps[hard] == EITHER
                found |= {at: [] for at in hard[is_open].tolist()}
                self._match_spelled(posts, hard[~is_open].tolist(), found)
        return found

    def told_apart(self, languages: Iterable[str | None]) -> list[str | None]:
        """One of each group of languages between which no query makes a difference.

        Whatever its language, a post that matches matches in one of these.
        """
        asked = [one for one in self._store.fields if one.name == "language"]
        groups: dict[object, str | None] = {}
        for language in languages:
            post = Post(id="", text="", language=language)
            key = (
                own_letters(language),
                tuple(matches(one, post) for one in asked),
                language if self._has_own_language and means(language) else None,
            )
            groups.setdefault(key, language)
        return list(groups.values())

    def match_one(self, post: Post) -> tuple[str, ...]:
        """The ids of the queries that the post matches, sorted."""
        if not self._numbers:
            return ()
        found: Found = {}
        self._make_ready(1)
        batch = self._packer.pack_one(post)
        self._run((post,), batch, NOTHING_SPELLED, found)
        if batch.hard[0]:
            self._match_spelled((post,), (0,), found)
        return tuple(sorted(found.get(0, ())))

    def _take_in(self, queries: Mapping[str, Node]) -> None:
        numbers = self._store.add(queries.values())
        self._numbers.update(zip(queries, numbers, strict=True))
        self._ids += queries
        self._nodes += queries.values()
        self._has_own_language |= any(map(_inflects, queries.values()))
        self._packer.forget()
        self._make_room()

    def _match_spelled(
        self, posts: Sequence[Post] | Laid, places: Sequence[int], found: Found
    ) -> None:
        """Matches posts that Python has to split, and puts the answers at their places."""
        chosen = [posts[at] for at in places]
        answers: Found = {}
        self._run(chosen, self._packer.pack(chosen, is_split=True), spell(chosen), answers)
        for at, ids in answers.items():
            found[places[at]] = ids

    def _run(
        self, posts: Sequence[Post] | Laid, batch: Batch, spelled: Spelled, found: Found
    ) -> None:
        memory = self._store.memory
        memory.put(batch)
        memory.put(spelled)
        at, why = 0, DONE
        while at < len(posts):
            at, why = run(memory.m, at, self._store.query_count)
            self._gather(posts, batch.keeps, found)
            if why == WORD_FULL:
                self._words = _words(2 * len(self._words.rows))
                memory.put(self._words)
            elif why == HITS_FULL:
                hits = np.zeros((2 * len(self._work.hits), 4), dtype=np.int32)
                self._work = self._work._replace(hits=hits)
                memory.put(self._work)

    def _make_ready(self, posts: int) -> None:
        """Goes on with a new plan where one is due; begins the stamps anew before they run out."""
        self._store.saw(posts)
        regs, index = self._work.regs, self._store.index
        if regs[REG_POST] + 4 * posts > STAMPS:
            regs[REG_POST] = 0
            index.terms[:, T_POST] = 0
            index.queries[:, 2] = 0

    def _make_room(self) -> None:
        """Room for the longest query and all queries matching."""
        work, store = self._work, self._store
        work.regs[AT_FLAGS] = store.flags
        self._work = work._replace(
            candidates=grown(work.candidates, store.query_count),
            lists=grown(work.lists, store.longest),
            stack=grown(work.stack, store.longest),
            out=grown(work.out, store.query_count + 4096),
        )
        store.memory.put(self._work)

    def _gather(self, posts: Sequence[Post] | Laid, keeps: Bytes, found: Found) -> None:
        count = int(self._work.regs[REG_OUT])
        if not count:
            return
        ids, nodes = self._ids, self._nodes
        for post, query, answer in self._work.out[:count].tolist():
            if keeps[post] == EITHER:
                found[post] = []
            elif answer == YES or matches(nodes[query], posts[post]):
                found.setdefault(post, []).append(ids[query])

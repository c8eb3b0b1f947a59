"""The fast matcher: many saved queries against a stream of posts, in batches or one by one.

One pass over the UTF-8 of a batch finds the queries' terms; the rarest terms that a query needs
make it a candidate; candidates are evaluated on the places of their terms (`run`). The answers
are those of `reference`, which is asked itself about the few (query, post) pairs that the
compiled code leaves open. A matcher belongs to one thread at a time.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from virta.matching.letters import letters
from virta.matching.numbers import AT_FLAGS, REG_OUT, REG_POST, YES, Scratch, Tokens
from virta.matching.packing import Packer
from virta.matching.posts import Post
from virta.matching.reference import matches
from virta.matching.run import DONE, HITS_FULL, TOKENS_FULL, Batch, Spelled, run
from virta.matching.spelling import nothing_spelled, spell
from virta.matching.store import Store, grown
from virta.matching.tree import Node

REPLAN_AT = (4096, 65536, 1 << 20)
"""After so many posts the triggers are chosen anew, by what was seen."""
STAMPS = 2**31 - 2**20
"""Posts are stamped with 32 bits; before they run out, the stamps begin anew."""


def _scratch() -> Scratch:
    def ints(*shape: int) -> np.ndarray:
        return np.zeros(shape, dtype=np.int32)

    return Scratch(
        hits=ints(4096, 4),
        candidates=ints(64),
        spans=ints(16384, 2),
        lists=ints(64, 2),
        stack=ints(64),
        regs=np.zeros(8, dtype=np.int64),
        out=ints(4096, 3),
    )


def _tokens(room: int) -> Tokens:
    return Tokens(
        rows=np.zeros((room, 5), dtype=np.int32),
        letters=np.zeros(8 * room, dtype=np.int32),
        regs=np.zeros(8, dtype=np.int64),
    )


class Matcher:
    """Queries by their ids, ready to be held against posts."""

    def __init__(self, queries: Mapping[str, Node] | None = None) -> None:
        self._store = Store()
        self._work = _scratch()
        self._tokens = _tokens(1024)
        self._ids: list[str] = []
        self._nodes: list[Node] = []
        self._numbers: dict[str, int] = {}
        self._packer = Packer(self._store)
        if queries:
            self._take_in(queries)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, query_id: str) -> bool:
        return query_id in self._numbers

    def add(self, query_id: str, node: Node) -> None:
        """Takes a query in, in place of the one of this id where there is one."""
        self.remove(query_id)
        self._take_in({query_id: node})

    def remove(self, query_id: str) -> None:
        """Takes a query out; an id that is not there is no concern."""
        number = self._numbers.pop(query_id, None)
        if number is not None:
            self._store.remove(number)

    def match(self, posts: Sequence[Post]) -> list[list[str]]:
        """For each post the ids of the queries it matches, sorted."""
        found: list[list[str]] = [[] for _ in posts]
        if not posts or not self._numbers:
            return found
        self._make_ready(len(posts))
        batch = self._packer.pack(posts)
        self._make_room()
        hard = np.zeros(len(posts), dtype=np.uint8)
        self._run(posts, batch, nothing_spelled(len(posts)), hard, found)
        left = np.flatnonzero(hard).tolist()
        if left:
            self._match_spelled([posts[at] for at in left], left, found)
        for ids in found:
            if len(ids) > 1:
                ids.sort()
        return found

    def match_one(self, post: Post) -> list[str]:
        """The ids of the queries that the post matches, sorted."""
        return self.match((post,))[0]

    def _take_in(self, queries: Mapping[str, Node]) -> None:
        for query_id, number in zip(queries, self._store.add(queries.values()), strict=True):
            self._numbers[query_id] = number
        self._ids += queries
        self._nodes += queries.values()
        self._packer.forget()

    def _match_spelled(
        self, posts: Sequence[Post], places: Sequence[int], found: list[list[str]]
    ) -> None:
        """Matches posts that Python has to split, and puts the answers at their places."""
        batch = self._packer.pack(posts)
        answers: list[list[str]] = [[] for _ in posts]
        self._run(posts, batch, spell(posts), np.ones(len(posts), dtype=np.uint8), answers)
        for place, answer in zip(places, answers, strict=True):
            found[place] = answer

    def _run(
        self,
        posts: Sequence[Post],
        batch: Batch,
        spelled: Spelled,
        hard: np.ndarray,
        found: list[list[str]],
    ) -> None:
        at, why = 0, DONE
        while at < len(posts):
            at, why = run(
                self._store.index,
                self._work,
                letters(),
                self._tokens,
                batch,
                spelled,
                at,
                hard,
                self._store.query_count,
            )
            self._gather(posts, found)
            if why == TOKENS_FULL:
                self._tokens = _tokens(2 * len(self._tokens.rows))
                self._tokens.regs[AT_FLAGS] = self._store.flags
            elif why == HITS_FULL:
                self._work = self._work._replace(
                    hits=np.zeros((2 * len(self._work.hits), 4), dtype=np.int32)
                )

    def _make_ready(self, posts: int) -> None:
        """Replans when enough has been seen, and begins the stamps anew before they run out."""
        before = self._store.posts_seen
        self._store.posts_seen += posts
        if any(before < mark <= self._store.posts_seen for mark in REPLAN_AT):
            self._store.replan()
        work, index = self._work, self._store.index
        self._tokens.regs[AT_FLAGS] = self._store.flags
        if work.regs[REG_POST] + 4 * posts > STAMPS:
            work.regs[REG_POST] = 0
            index.state[:, 0] = 0
            index.queries[:, 2] = 0

    def _make_room(self) -> None:
        """Room for the longest query and all queries matching."""
        work, store = self._work, self._store
        self._work = work._replace(
            candidates=grown(work.candidates, store.query_count),
            lists=grown(work.lists, store.longest),
            stack=grown(work.stack, store.longest),
            out=grown(work.out, store.query_count + 4096),
        )

    def _gather(self, posts: Sequence[Post], found: list[list[str]]) -> None:
        count = int(self._work.regs[REG_OUT])
        ids, nodes = self._ids, self._nodes
        for post, query, answer in self._work.out[:count].tolist():
            if answer == YES or matches(nodes[query], posts[post]):
                found[post].append(ids[query])

"""Virta's own matcher, given the searches in its language and the posts as they are."""

import time
from collections.abc import Callable, Sequence

from bench.matching.asked import Asked, written
from bench.matching.peers import Answers
from virta.matching.language import parse
from virta.matching.matcher import Matcher
from virta.matching.posts import Post

CHANGES = 200
"""So many searches are taken out and in again, one after another."""


class Virta:
    """The full language; nothing is left out for speed."""

    sizes = (1, 1000, 10_000)

    def warm(self) -> None:
        """Compiles the kernel, or reads it from where it was kept."""
        Matcher({"q": parse("warm AND up").node}).match_one(Post(id="p", text="up and warm"))

    def build(self, asked: Sequence[Asked]) -> None:
        """Reads the searches as text; that is counted as building, too."""
        self.matcher = Matcher({one.id: parse(written(one)).node for one in asked})

    def match(self, posts: Sequence[Post]) -> Answers:
        """One at a time through the door for single posts."""
        if len(posts) == 1:
            return [self.matcher.match_one(posts[0])]
        return list(self.matcher.match(posts))

    def changes(self, asked: Sequence[Asked], posts: Sequence[Post]) -> dict[str, list[float]]:
        """Milliseconds, sorted, of taking searches out and in again, each time as text.

        `next` is the single post that follows a change: a change must not put off its work to it.
        """
        told: dict[str, list[float]] = {"remove": [], "add": [], "next": []}
        step = max(len(asked) // CHANGES, 1)
        for number, one in enumerate(asked[::step][:CHANGES]):
            text = written(one)
            told["remove"].append(_milliseconds(lambda one=one: self.matcher.remove(one.id)))
            post = posts[number % len(posts)]
            told["next"].append(_milliseconds(lambda post=post: self.matcher.match_one(post)))
            told["add"].append(
                _milliseconds(lambda one=one, text=text: self.matcher.add(one.id, parse(text).node))
            )
            told["next"].append(_milliseconds(lambda post=post: self.matcher.match_one(post)))
        return {name: sorted(values) for name, values in told.items()}


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000

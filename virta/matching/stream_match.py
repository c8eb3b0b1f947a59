"""Matching a stream of posts in blocks: constant memory, however long the stream is."""

import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import BinaryIO, TextIO

from virta.matching.matcher import Matcher
from virta.matching.posts import Post, Unreadable, read_post
from virta.matching.reference import Reading
from virta.matching.tree import Node

AT_ONCE = 1000
"""Posts in a block."""
BOM = b"\xef\xbb\xbf"
PROGRESS_EVERY = 0.5  # seconds


def matched(matcher: Matcher, posts: Iterable[Post]) -> Iterator[tuple[Post, tuple[str, ...]]]:
    """Every post that matches something, with the ids of its queries, in the order of the posts."""
    left = iter(posts)
    while block := list(islice(left, AT_ONCE)):
        for post, ids in zip(block, matcher.match(block), strict=True):
            if ids:
                yield post, ids


def line_of(post: Post, ids: Sequence[str]) -> str:
    """The answer for a post as a JSON line."""
    answer = {"post": post.id, "queries": ids}
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can tell
        line = json.dumps(answer)
    return line + "\n"


class Run:
    """One run over a stream: what was read, found and could not be read, and how long it took."""

    def __init__(
        self,
        nodes: Mapping[str, Node],
        out: TextIO,
        err: TextIO,
        language: str = "en",
        *,
        is_checking: bool = False,
    ) -> None:
        self._nodes = nodes if is_checking else {}
        self._matcher = Matcher(nodes)
        self._out, self._err, self._language = out, err, language
        self._shown_at = time.monotonic()
        self._is_shown = err.isatty()
        self.posts = self.matches = self.unreadable = self.differences = 0
        self.reading = self.matching = self.writing = 0.0

    def go_through(self, file: BinaryIO) -> None:
        """Match all lines of the file."""
        lines = enumerate(file, start=1)
        while True:
            begun = time.perf_counter()
            taken = list(islice(lines, AT_ONCE))
            posts = list(self._read(taken))
            self.reading += time.perf_counter() - begun
            if not taken:
                break
            self._match(posts)
            self._show()
        self._out.flush()
        if self._is_shown:
            self._err.write("\r\033[K")

    def _read(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[Post]:
        for number, line in lines:
            line = line.removeprefix(BOM) if number == 1 else line
            if not line.strip():
                continue
            try:
                yield read_post(line)
            except Unreadable as trouble:
                self.unreadable += 1
                self._err.write(f"Line {number}: {trouble.message(self._language)}\n")

    def _match(self, posts: Sequence[Post]) -> None:
        begun = time.perf_counter()
        answers = self._matcher.match(posts)
        matched_at = time.perf_counter()
        for post, ids in zip(posts, answers, strict=True):
            if ids:
                self._out.write(line_of(post, ids))
                self.matches += len(ids)
        self._out.flush()  # a reader at the other end of a pipe waits for it
        self.posts += len(posts)
        self.matching += matched_at - begun
        self.writing += time.perf_counter() - matched_at
        if self._nodes:
            self._check(posts, answers)

    def _check(self, posts: Sequence[Post], answers: Sequence[tuple[str, ...]]) -> None:
        """Hold the answers against those of the simple matcher."""
        for post, ids in zip(posts, answers, strict=True):
            reading = Reading(post)
            wanted = {key for key, node in self._nodes.items() if reading.matches(node)}
            for key in sorted(wanted ^ set(ids)):
                self.differences += 1
                says = "does" if key in wanted else "does not"
                self._err.write(f"Post {post.id} {says} match {key} by the simple matcher.\n")

    def _show(self) -> None:
        now = time.monotonic()
        if self._is_shown and now - self._shown_at > PROGRESS_EVERY:
            self._shown_at = now
            self._err.write(f"\r\033[K{self.posts:,} posts, {self.matches:,} matches")
            self._err.flush()

    def stats(self) -> str:
        """The figures of the run, a line each."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        megabytes = peak / 1024 / (1024 if sys.platform == "darwin" else 1)
        return (
            f"posts: {self.posts}\n"
            f"matches: {self.matches}\n"
            f"seconds reading: {self.reading:.3f}\n"
            f"seconds matching: {self.matching:.3f}\n"
            f"seconds writing: {self.writing:.3f}\n"
            f"peak memory: {megabytes:.0f} MB\n"
        )

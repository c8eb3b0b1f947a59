"""Forums that run Discourse: the newest public posts of a whole forum.

`/posts.json` gives the fifty newest posts, and older ones with `before`; every post has a number
that grows. https://docs.discourse.org/#tag/Posts (read in 2026). A post that was taken away simply
is not there any more: as long as the newest page holds its neighbours, it is noticed.
"""

import json

import httpx

from virta.networks import asking, replies
from virta.networks import typed as addresses
from virta.networks.feeds.reading import plain
from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources.parts import Whole, count_of, moment, objects_in, text_of
from virta.sources.protocol import Gone, Heard, Item, Portion, Settings, Source

NAME = "Discourse"
NETWORK = "discourse"
A_PAGE = 50
MOST_PAGES = 10
"""Pages that are read in a row to catch up; a longer break leaves a gap, and says so."""


def check(typed: Settings, http: httpx.Client) -> Settings:
    """The forum's own address, whichever of its pages was given; tried out at once."""
    url = addresses.address(typed.get("server", ""))
    kept = {"server": f"{url.scheme}://{url.netloc.decode()}"}
    _page(kept["server"], 0, http)
    return kept


def poll(settings: Settings, cursor: str, http: httpx.Client) -> Portion:
    """Posts that are new or edited since, and those of the newest that are gone."""
    server = settings["server"]
    before: dict[str, int] = json.loads(cursor) if cursor else {}
    newest_before = max(map(int, before), default=0)
    rows, is_whole = _rows(server, newest_before, http)
    read = [(row, _number(row), heard(row, server)) for row in rows]
    there = {number: count_of(row, "version") or 1 for row, number, one in read if one}
    items: list[Item] = [
        one
        for _row, number, one in reversed(read)
        if one and before.get(str(number)) != there[number]
    ]
    oldest = min(there, default=0)
    gone = [number for number in map(int, before) if number > oldest and number not in there]
    items += [Gone(NETWORK, key_of(server, number)) for number in gone]
    kept = dict(sorted(there.items())[-A_PAGE:]) or before
    return Portion(
        tuple(items),
        json.dumps(kept),
        unreadable=sum(one is None for _row, _number, one in read),
        is_missed=bool(newest_before) and not is_whole,
    )


def _rows(server: str, since: int, http: httpx.Client) -> tuple[list[Whole], bool]:
    """Posts, newest first, back to one of before; and whether that was reached."""
    rows = _page(server, 0, http)
    for _number_of_page in range(MOST_PAGES - 1):
        last = min(map(_number, rows), default=0)
        if not since or last <= since:
            return rows, True
        page = [one for one in _page(server, last, http) if _number(one) < last]
        if not page:
            return rows, True
        rows += page
    return rows, False


def _page(server: str, before: int, http: httpx.Client) -> list[Whole]:
    params = {"before": str(before)} if before else {}
    response = asking.ask(http, NAME, "GET", f"{server}/posts.json", params=params)
    return objects_in(replies.take(response, replies.body(response), "latest_posts", list))


def _number(row: Whole) -> int:
    return count_of(row, "id") or 0


def key_of(server: str, number: int) -> str:
    """The lasting name of a post: its forum and its number there."""
    return f"{server}/posts/{number}"


def heard(row: Whole, server: str) -> Heard | None:
    """A post, or None where it has no number or time."""
    at, number = moment(text_of(row, "created_at")), _number(row)
    if at is None or not number:
        return None
    name, topic = text_of(row, "username"), count_of(row, "topic_id")
    slug, place = text_of(row, "topic_slug") or "-", count_of(row, "post_number") or 1
    return Heard(
        network=NETWORK,
        key=key_of(server, number),
        at=at,
        text=plain(text_of(row, "cooked")) or text_of(row, "raw"),
        author=f"{server}/u/{name}" if name else "",
        handle=name,
        name=text_of(row, "name"),
        url=f"{server}/t/{slug}/{topic}/{place}" if topic else "",
        title=text_of(row, "topic_title") if place == 1 else "",
        type="post" if place == 1 else "reply",
        is_edit=(count_of(row, "version") or 1) > 1,
        replies=count_of(row, "reply_count"),
    )


SOURCE = Source(
    key="discourse",
    name=Said("A forum that runs Discourse", "Keskustelupalsta (Discourse)"),
    network=NETWORK,
    help=Said(
        "The public posts of a whole forum. Many communities of products and trades have one.",
        "Koko palstan julkiset viestit. Monella tuotteella ja alalla on sellainen.",
    ),
    fields=(Field("server", Said("Address of the forum", "Palstan osoite"), kind="address"),),
    check=check,
    poll=poll,
    every=300,
    silent_after=7 * 86_400,
)

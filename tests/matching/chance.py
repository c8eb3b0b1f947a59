"""Queries and posts by chance, made to meet often and to be awkward.

`python -m tests.matching.chance 100` holds the fast matcher against the reference on a hundred
times ten thousand pairs, and names the first that differ.
"""

import random
import sys
import unicodedata

from virta.matching import tree
from virta.matching.language import parse
from virta.matching.matcher import Matcher
from virta.matching.posts import Post
from virta.matching.problems import Refusal
from virta.matching.reference import Reading
from virta.matching.words import cased, folded

WORDS = [
    *(
        "uusi",
        "sauna",
        "kiuas",
        "saunat",
        "café",
        "cafe",
        "säästö",
        "saasto",
        "colour",
    ),
    *(
        "color",
        "straße",
        "STRASSE",
        "Virta",
        "virta",
        "a",
        "ja",
        "日本",
        "語",
        "ไทย",
        "กา",
        "é",
    ),
    *(
        "e\u0301",
        "a\u0308iti",
        "äiti",
        "हिन्दी",
        "नमस्ते",
        "한국",
        "ﬁx",
        "½",
        "don't",
    ),
    *(
        "vihje-linja",
        "3,5",
        "İstanbul",
    ),
]
BETWEEN = [" "] * 8 + [
    *(
        ", ",
        "-",
        ".",
        "! ",
        "\n",
        " 🔥 ",
        " 👍🏽",
        "🇫🇮",
        "👨‍👩‍👧",
        "❤️",
        " #",
        " @",
        "#",
        "@",
        " % ",
        "€",
    ),
    *(" https://virta.fi/uusi ", " https://virta.fi/a\n", " www.x.fi", "\u0301", " http://", "\0"),
]
SIGNS = [
    *(tree.Token(tree.Sign.NAME, name) for name in ("nokia", "virta", "uusi")),
    *(tree.Token(tree.Sign.EMOJI, sign) for sign in ("🔥", "👍", "🇫🇮", "👨‍👩‍👧", "❤")),
    *(tree.Token(tree.Sign.SYMBOL, sign) for sign in "%€"),
]
FIELDS = [
    tree.Field("language", (("fi", False), ("sv", False))),
    tree.Field("author", (("nokia", True),)),
    tree.Field("site", (("virta.fi", False),)),
    tree.Field("links", (("uusi", False),)),
    tree.Range("followers", 5, None),
    tree.Range("followers", None, 10),
    tree.Range("rating", 0, 1),
]
TERMS = [
    *(
        "sauna",
        "saun*",
        "colo?r",
        "café",
        "cafe",
        "{Virta}",
        "{virta}",
        "~sauna",
        "#sauna",
        "#uus*",
    ),
    *("@virta", "@nokia", "🔥", "👍", "%", "€", "日本", "ไทย", "don't", '"uusi sauna"', '"a ja"~3'),
    *(
        '"uusi kiu*"',
        "language:fi",
        "followers:[5 TO 100]",
        "title:sauna",
        "text:(uusi OR ja)",
        "ja",
    ),
    *(
        "site:virta.fi",
        "links:uusi",
        "author:nokia*",
        "äiti",
        "säästö",
        "saasto",
        "3,5",
        "vihje-linja",
    ),
]


def text(r: random.Random) -> str:
    return "".join(
        part for _ in range(r.randint(0, 9)) for part in (r.choice(WORDS), r.choice(BETWEEN))
    )


def post(r: random.Random, number: int) -> Post:
    return Post(
        id=str(number),
        text=text(r),
        title=text(r) if r.random() < 0.3 else None,
        language=r.choice([None, "fi", "sv", "en", "FI"]),
        followers=r.choice([None, 0, 10, 1e5]),
        rating=r.choice([None, 0, 0.5, 3]),
        author=r.choice([None, "Nokia", "nokia.fi"]),
        url=r.choice([None, "https://www.Virta.fi/a", "bad"]),
        links=r.choice([None, ["https://x.fi/Uusi"], []]),
    )


def word(r: random.Random) -> tree.Word:
    """A word, now and then with wildcards; also ones that the parser would refuse."""
    written = r.choice(WORDS).split("-")[0].split(",")[0].split("'")[0]
    compare = r.choice(list(tree.Compare))
    if compare is tree.Compare.FOLDED:
        written = folded(written)
    elif compare is tree.Compare.ACCENTED:
        written = cased(written)
    else:
        written = unicodedata.normalize("NFC", written)
    if r.random() < 0.3 and written:
        written = written[0]
    if r.random() >= 0.25:
        return tree.Word(written, compare)
    at = r.randint(0, len(written))
    shapes = [
        written[:at] + "*" + written[at + 1 :],
        written[:at] + "?" + written[at + 1 :],
        written[:2] + "*",
        written + "*",
        written[:1] + "*" + written[-1:] + "*",
        "?" + written[1:],
    ]
    return tree.Word(r.choice(shapes), compare, is_pattern=True)


def tag(r: random.Random) -> tree.Token:
    asked = word(r)
    return tree.Token(tree.Sign.HASHTAG, asked.text, asked.compare, asked.is_pattern)


def inflected(r: random.Random) -> tree.Word | tree.Inflected:
    if r.random() < 0.05:
        return tree.Inflected(cased(r.choice(WORDS)), r.choice([None, "fi"]))
    return word(r)


def side(r: random.Random, depth: int) -> tree.Node:
    """What may stand beside NEAR."""
    chance = r.random()
    if depth <= 0 or chance < 0.45:
        return inflected(r)
    if chance < 0.6:
        return tree.Phrase(tuple(inflected(r) for _ in range(r.randint(2, 3))))
    if chance < 0.7:
        return tree.Within(tuple(inflected(r) for _ in range(r.randint(2, 3))), r.randint(0, 5))
    if chance < 0.75:
        return tag(r)
    if chance < 0.88:
        ordered = r.random() < 0.4
        return tree.Near(side(r, depth - 1), side(r, depth - 1), r.randint(0, 6), ordered)
    return tree.Or(tuple(side(r, depth - 1) for _ in range(r.randint(2, 3))))


def node(r: random.Random, depth: int = 3) -> tree.Node:
    chance = r.random()
    if depth <= 0 or chance < 0.2:
        return word(r)
    if chance < 0.24:
        return tag(r)
    if chance < 0.3:
        return r.choice(SIGNS)
    if chance < 0.5:
        return side(r, depth)
    if chance < 0.58:
        return r.choice(FIELDS)
    if chance < 0.64:
        return tree.In(r.choice(["title", "text"]), node(r, depth - 1))
    if chance < 0.72:
        return tree.Not(node(r, depth - 1))
    several = tuple(node(r, depth - 1) for _ in range(r.randint(2, 4)))
    return r.choice([tree.And, tree.Or])(several)


def written(r: random.Random, depth: int = 2) -> str:
    """A query as people write it; now and then one that is refused."""
    chance = r.random()
    if depth <= 0 or chance < 0.3:
        return r.choice(TERMS)
    if chance < 0.45:
        near = r.choice(["NEAR/2", "NEAR/0f", "ONEAR/3", "NEAR"])
        return f"({r.choice(TERMS)} {near} {r.choice(TERMS)})"
    joint = r.choice([" AND ", " OR ", " NOT "])
    return "(" + joint.join(written(r, depth - 1) for _ in range(r.randint(2, 3))) + ")"


def parsed(r: random.Random, count: int) -> dict[str, tree.Node]:
    """Queries that were written and accepted."""
    found: dict[str, tree.Node] = {}
    while len(found) < count:
        try:
            found[f"w{len(found)}"] = parse(written(r)).node
        except Refusal:
            continue
    return found


def expected(queries: dict[str, tree.Node], posts: list[Post]) -> list[tuple[str, ...]]:
    """What the reference finds."""
    found = []
    for one in posts:
        reading = Reading(one)
        found.append(tuple(sorted(key for key, asked in queries.items() if reading.matches(asked))))
    return found


def queries_and_posts(seed: int, count: int = 100) -> tuple[dict[str, tree.Node], list[Post]]:
    """Half of the queries as trees, half as written; as many posts as queries."""
    r = random.Random(seed)
    queries = {f"q{number}": node(r) for number in range(count - count // 2)}
    queries |= parsed(r, count // 2)
    return queries, [post(r, number) for number in range(count)]


def main(rounds: int) -> int:
    pairs = met = 0
    for seed in range(rounds):
        queries, posts = queries_and_posts(seed)
        wanted, got = expected(queries, posts), Matcher(queries).match(posts)
        for one, want, have in zip(posts, wanted, got, strict=True):
            for key in set(want) ^ set(have):
                sys.stdout.write(
                    f"Seed {seed}: {queries[key]} and {one}: the reference says {key in want}.\n"
                )
                return 1
        pairs += len(queries) * len(posts)
        met += sum(map(len, wanted))
    sys.stdout.write(f"{pairs} pairs, {met} of them matches, no difference.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

"""The skimmer held against the decoder: whatever it tells of a frame has to be what the decoder says."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from virta.sources import jetstream_frames, skimming
from virta.sources.jetstream_events import decode
from virta.sources.protocol import Gone, Heard

SHARED = Path(__file__).parents[3] / "shared" / "data"
HOSTILE = [
    *('"', "\\", "\\\\u0041", "tab\tline\nfeed\r", "\b\f", "nul \0 in it", "</script>", "a" * 5000),
    *(
        "Ääkköset åäö ÅÄÖ",
        "𝔘𝔫𝔦 👩‍👩‍👧‍👦 🇫🇮",
        "التاريخ",
        "e\u0301",
        "\u2028\u2029\ufeff",
        "ﬁ ſ ℹ",
        "",
    ),
    *('{"text":"no"}', '"text":"no",', "\x7f\x80\x9f", "\ud7ff\ue000\uffff", "\U0010ffff"),
]
ODD_PIECES = [
    *(
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b" ",
        b"\n",
        b"\0",
        b"\xff",
        b"\xc3",
        b"\xe2\x82",
    ),
    *(b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\\u0000", b"\\ud83d", b"\\ud83d\\ude00"),
    *(
        b"\\udE00",
        b"\\x",
        b"\\u12g4",
        b"null",
        b"true",
        b"-0",
        b"01",
        b"1e5",
        b"1.",
        b"-",
        b'"a":1,',
    ),
    *(b'"text":"other",', b'"langs":["fi"],', b'"te\\u0078t":"x",', b'"langs":null,', b'"text":7,'),
    *(
        b'"record":{},',
        b'"reply":{},',
        b'"embed":{"record":{"uri":"at://q"}},',
        b'"embed":[],',
        b"9" * 25,
    ),
]


def frame(text="Hei", operation="create", escaped=False, **more):
    """A frame as servers write it: without spaces, UTF-8 as it is or escaped."""
    record = {"$type": "app.bsky.feed.post", "createdAt": "2023-11-14T20:00:00Z"}
    record |= {"langs": ["fi"], "text": text} | more.pop("record", {})
    commit = {"rev": "r", "operation": operation, "collection": "app.bsky.feed.post", "rkey": "3k"}
    event = {"did": "did:plc:aino", "time_us": 1_700_000_000_000_000, "kind": "commit"}
    event |= {"commit": commit | {"record": record, "cid": "c"}} | more
    return json.dumps(event, ensure_ascii=escaped, separators=(",", ":")).encode()


def skimmed(frames):
    """For each frame what the skimmer tells of it."""
    data = bytearray(b"\0").join([b"", *frames, b"\0" * 8])
    told, texts = jetstream_frames._skimmed(frames, data)
    begin = 0
    for row in told:
        text = None
        if row[skimming.KIND] == skimming.POST:
            text = bytes(texts[begin : row[skimming.TEXT_END] - 1])
            begin = row[skimming.TEXT_END]
        yield row, text, data


def check(raw, row, text, data):
    """Raises where the skimmer says anything else than the decoder. Returns what the frame is."""
    kind = row[skimming.KIND]
    if kind == skimming.ODD:
        return kind
    item, time = decode(raw)
    assert time == row[skimming.TIME]
    if kind == skimming.NOTHING:
        assert item is None
        return kind
    did = data[row[skimming.DID] : row[skimming.DID_END]].decode()
    rkey = data[row[skimming.KEY] : row[skimming.KEY_END]].decode()
    assert item.key == f"at://{did}/app.bsky.feed.post/{rkey}"
    if kind == skimming.GONE:
        assert isinstance(item, Gone)
        return kind
    assert isinstance(item, Heard)
    assert not item.is_edit
    assert item.text == text.decode()
    assert item.author == did
    types = {skimming.PLAIN_POST: {"post"}, skimming.REPLY: {"reply"}}
    assert item.type in types.get(row[skimming.TYPE], {"post", "quote"})
    first = item.languages[0] if item.languages else ""
    assert int(row[skimming.TONGUE]).to_bytes(8).lstrip(b"\0").decode() == first
    assert row[skimming.LINKS] or not item.links
    return kind


def checked(frames):
    """How many frames of each kind there are."""
    kinds = [check(raw, *told) for raw, told in zip(frames, skimmed(frames), strict=True)]
    return np.bincount(kinds, minlength=4).tolist()


def test_hostile_texts_are_skimmed_as_they_are_decoded():
    frames = [frame(text, escaped=escaped) for text in HOSTILE for escaped in (True, False)]
    odd, nothing, posts, gone = checked(frames)
    assert (odd, nothing, posts, gone) == (0, 0, len(frames), 0)


def test_where_else_a_text_stands_does_not_matter():
    inner = {"text": "inner", "langs": ["en"], "record": {"text": "deep"}}
    quote = {"$type": "q", "record": {"uri": "at://q", "text": "quoted"}}
    link = {"external": {"uri": "https://a.example/", "text": "t"}}
    frames = [
        frame(record={"reply": {"parent": {"uri": "at://p"}, "text": "x"}, "other": inner}),
        frame(record={"embed": quote}),
        frame(record={"embed": link, "facets": [{"features": [{"uri": "https://b.example"}]}]}),
        frame(text="outer", also=inner, record={"langs": []}),
        frame(
            record={
                "langs": ["en-US", "fi"],
                "n": [1, -2, 0, 1.5, 2e9, -1.25e-3, True, None, [], {}],
            }
        ),
        frame(operation="delete"),
    ]
    assert checked(frames) == [0, 0, 5, 1]
    types = [row[skimming.TYPE] for row, *_ in skimmed(frames)]
    assert types[:3] == [skimming.REPLY, skimming.QUOTE, skimming.PLAIN_POST]


@pytest.mark.parametrize(
    "raw",
    [
        frame(operation="update"),
        frame(record={"langs": ["a-language-of-many-letters"]}),
        frame(record={"langs": "fi"}),
        frame(record={"text": None}),
        frame(time_us=-1),
        frame(kind="identity"),
        frame(account={"active": False}),
        frame().replace(b'"text"', b'"te\\u0078t"'),
        frame().replace(b'"langs"', b'"text":"twice","langs"'),
        frame().replace(b":", b": "),
        frame() + b" ",
        frame()[:-1],
        frame().replace(b"Hei", b"\\ud800"),
        frame().replace(b"Hei", b"\xed\xa0\x80"),
        b'{"a":' * 200 + b"1" + b"}" * 200,
        frame(record={"n": 0}).replace(b'"n":0', b'"n":1e999'),
        frame(record={"n": 0}).replace(b'"n":0', b'"n":-1' + b"0" * 400),
        b"",
        b"\0",
        b"[]",
        b"null",
    ],
)
def test_what_is_unusual_is_left_to_the_decoder(raw):
    assert checked([frame(), raw, frame()])[skimming.POST] == 2


def changed(chance, raw):
    """The same with something put in, taken out or put elsewhere."""
    raw = bytearray(raw)
    for _ in range(chance.randint(1, 3)):
        at, other = chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)
        what = chance.random()
        if what < 0.5:
            raw[at:at] = chance.choice(ODD_PIECES)
        elif what < 0.7:
            raw[at : at + 1] = bytes([chance.randrange(256)])
        elif what < 0.85:
            del raw[min(at, other) : min(at, other) + chance.randint(1, 8)]
        else:
            raw[at:at] = raw[min(at, other) : max(at, other)][:80]
    return bytes(raw)


def test_frames_changed_by_chance_are_told_right_or_left_to_the_decoder():
    chance = random.Random(6)  # noqa: S311 - no secret hangs on it
    link = {"external": {"uri": "https://a.example/", "title": 'A "B"'}}
    whole = [
        frame('Hyvää \\ " päivää 👍', record={"embed": link, "n": [1, {"a": None}]}),
        frame("x", record={"reply": {"parent": {"uri": "at://p"}}, "langs": []}),
        frame(operation="delete"),
    ]
    frames = [changed(chance, chance.choice(whole)) for _ in range(20_000)]
    odd, _nothing, posts, gone = checked(frames)
    assert odd > 1000
    assert posts > 500
    assert gone > 100


@pytest.mark.shared
def test_a_real_capture_and_naughty_strings_are_skimmed_as_they_are_decoded():
    frames = (SHARED / "jetstream-capture" / "expected_v1.jsonl").read_bytes().splitlines()
    odd, nothing, posts, gone = checked(frames)
    assert (odd, posts, gone) == (2, 17, 1), "an account and an identity are decoded"
    texts = json.loads((SHARED / "blns" / "blns.json").read_text(encoding="utf-8"))
    assert checked([frame(text) for text in texts]) == [0, 0, len(texts), 0]

"""Frames of the firehose as a relay sends them, made here: CBOR, CAR and CIDs by the real library."""

import hashlib

import libipld

POSTS = "app.bsky.feed.post"
TIME = "2026-03-02T10:00:00.123Z"


def cid_of(block):
    return bytes([1, 0x71, 0x12, 0x20]) + hashlib.sha256(block).digest()


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def car(blocks):
    """A CAR file of version 1 (https://ipld.io/specs/transport/car/carv1/)."""
    root = cid_of(blocks[0]) if blocks else cid_of(b"\xa0")
    header = libipld.encode_dag_cbor({"version": 1, "roots": [root]})
    parts = [header, *(cid_of(one) + one for one in blocks)]
    return b"".join(varint(len(part)) + part for part in parts)


def frame(kind, **body):
    header = {"op": 1, "t": kind} if kind else {"op": -1}
    return libipld.encode_dag_cbor(header) + libipld.encode_dag_cbor(body)


def commit(seq, *ops, did="did:plc:aino", **more):
    """A commit; an operation is (action, rkey, text or record)."""
    blocks, told = [], []
    for action, rkey, said in ops:
        path = rkey if "/" in rkey else f"{POSTS}/{rkey}"
        if said is None:
            told.append({"action": action, "path": path, "cid": None})
            continue
        record = said if isinstance(said, dict) else {"text": said, "createdAt": TIME}
        blocks.append(libipld.encode_dag_cbor({"$type": POSTS} | record))
        told.append({"action": action, "path": path, "cid": cid_of(blocks[-1])})
    body = {"seq": seq, "repo": did, "rev": "3k", "time": TIME, "tooBig": False, "blobs": []}
    return frame("#commit", **body | {"ops": told, "blocks": car(blocks)} | more)

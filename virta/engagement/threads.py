"""A thread of which some posts are out: they stay as they are, whatever becomes of the rest."""

from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from virta.engagement.models import Delivery
from virta.kit.problems import Problem
from virta.networks.said import Said

State = Delivery.State
SETTLED = {"claimed_until": None, "begun_at": None, "retry_at": None}
"""Nobody has it any more, and nothing is under way."""


def names_anew(known: Delivery, content: dict[str, Any]) -> dict[str, Any]:
    """Another text is another post: it gets a name of its own on the network.

    What is out keeps its names. Raises Problem where it would have to say something else.
    """
    if content == known.content:
        return {}
    count = len(known.receipts)
    if content["parts"][:count] != known.content["parts"][:count]:
        said = ngettext(
            "The first post of the thread is out on %(channel)s already, so its text stays. Put "
            "the text back as it was, or take the rest back and write it as a post of its own.",
            "The first %(count)s posts of the thread are out on %(channel)s already, so their text "
            "stays. Put the text back as it was, or take the rest back and write it as a post of "
            "its own.",
            count,
        )
        raise Problem(said % {"count": count, "channel": known.channel})
    fresh = {"made_at": None, "begun_at": None, "tried_at": None}
    return {"references": known.references[:count]} | fresh


def ended(one: Delivery, now: datetime) -> dict[str, Any]:
    """How it stands once what is not out is taken back; what is out is then all of it."""
    if not one.receipts:
        return {"state": State.CANCELLED} | SETTLED
    count, total = len(one.receipts), len(one.content["parts"])
    said = Said(
        f"Of the {total} posts of the thread, {count} went out. The rest was taken back.",
        f"Ketjun {total} julkaisusta lähti {count}. Loput otettiin takaisin.",
    )
    return SETTLED | {
        "state": State.PUBLISHED,
        "content": one.content | {"parts": one.content["parts"][:count]},
        "url": one.receipts[0]["url"],
        "published_at": now,
        "trouble": said.kept,
    }


def found_at(one: Delivery, url: str, now: datetime) -> dict[str, Any]:
    """How it stands once a person has said where it is.

    The address that was asked for is that of the one post nobody knew of. Posts after it are not
    out, and no program can go on from an address alone, so a person does.
    """
    count, total = len(one.receipts) + 1, len(one.content.get("parts", []))
    if one.state == State.UNSURE and count < total:
        said = Said(
            f"Of the {total} posts of the thread, {count} are out. Publish the rest by hand as "
            "answers to the last of them.",
            f"Ketjun {total} julkaisusta {count} on ulkona. Julkaise loput käsin vastauksina "
            "viimeisimpään.",
        )
        receipt = {"remote_id": "", "url": url, "revision": ""}
        receipts = [*one.receipts, receipt]
        return SETTLED | {"state": State.BY_HAND, "receipts": receipts, "trouble": said.kept}
    first = one.receipts[0]["url"] if one.receipts else url
    return SETTLED | {"state": State.PUBLISHED, "url": first, "published_at": now, "trouble": {}}


def is_for_people(one: Delivery) -> bool:
    """Whether its last post that is out is known by its address only."""
    return bool(one.receipts) and not one.receipts[-1]["remote_id"]

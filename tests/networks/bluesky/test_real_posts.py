"""Posts of every form on a server that runs the network's own code, which checks each record.

Where that server is, and how it is started: see tests/real.py.
"""

import io
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from PIL import Image

from tests.real import PDS, RealBluesky
from virta.networks.bluesky import Bluesky
from virta.networks.bluesky.account import sign_in
from virta.networks.bluesky.tid import new_reference
from virta.networks.errors import Refused
from virta.networks.protocol import Card, Draft, Media

pytestmark = pytest.mark.real_server


@pytest.fixture
def http(bluesky: RealBluesky) -> httpx.Client:
    return bluesky.http


@pytest.fixture
def made(bluesky: RealBluesky) -> dict[str, str]:
    return bluesky.new_account()


@pytest.fixture
def handle(made: dict[str, str]) -> str:
    return made["handle"]


@pytest.fixture
def account(bluesky: RealBluesky, made: dict[str, str]) -> Bluesky:
    password = bluesky.app_password(made)
    filled = {"server": bluesky.pds, "handle": made["handle"], "password": password}
    return Bluesky(sign_in(filled, bluesky.http), bluesky.http)


def draft(text: str = "Hei", **more: object) -> Draft:
    moment = datetime.now(UTC)
    return Draft(new_reference(moment), moment, text, **more)  # type: ignore[arg-type]


def picture() -> Media:
    held = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(held, "PNG")
    return Media(held.getvalue(), "image/png", 60, 40, alt="Meri")


def stored(http: httpx.Client, uri: str, collection: str = "") -> dict[str, object]:
    did, kind, rkey = uri.removeprefix("at://").split("/")
    asked = {"repo": did, "collection": collection or kind, "rkey": rkey}
    response = http.get(f"{PDS}/xrpc/com.atproto.repo.getRecord", params=asked)
    value: dict[str, object] = response.json()["value"]
    return value


def test_text_with_links_mentions_and_hashtags(
    http: httpx.Client, account: Bluesky, handle: str
) -> None:
    text = f"Hei @{handle} ja @eikukaan.test, katso https://virta.example/ #sauna 👩‍🚀"
    receipt = account.publish(draft(text, languages=("fi",)))
    kinds = [
        one["features"][0]["$type"].rpartition("#")[2]
        for one in stored(http, receipt.remote_id)["facets"]  # type: ignore[attr-defined]
    ]
    assert kinds == ["mention", "link", "tag"]


def test_pictures_a_card_a_film_and_a_quote(http: httpx.Client, account: Bluesky) -> None:
    shown = account.publish(draft(media=(picture(), picture())))
    embed = stored(http, shown.remote_id)["embed"]
    assert [one["alt"] for one in embed["images"]] == ["Meri", "Meri"]  # type: ignore[index]
    card = Card("https://virta.example/", "Virta", "Tasapaino", picture())
    carded = account.publish(draft(card=card, quoted=shown))
    assert stored(http, carded.remote_id)["embed"]["media"]["external"]["thumb"]  # type: ignore[index]
    film = Media(b"\0\0\0\x18ftypmp42" + b"\0" * 200, "video/mp4", 64, 64, seconds=1)
    filmed = account.publish(draft(media=(film,), options={"label": "graphic-media"}))
    assert stored(http, filmed.remote_id)["embed"]["video"]["mimeType"] == "video/mp4"  # type: ignore[index]


def test_a_thread_and_who_may_answer_and_quote(http: httpx.Client, account: Bluesky) -> None:
    first = draft("1/2", options={"replies": "mentioned", "quotes": "nobody"})
    root = account.publish(first)
    assert account.publish(first) == root  # a repeat makes no second post
    gate = stored(http, root.remote_id, "app.bsky.feed.threadgate")
    assert gate["post"] == root.remote_id
    assert stored(http, root.remote_id, "app.bsky.feed.postgate")["embeddingRules"]
    second = account.publish(draft("2/2", root=root, parent=root))
    assert stored(http, second.remote_id)["reply"]["root"]["uri"] == root.remote_id  # type: ignore[index]


def test_the_same_draft_is_one_post_and_is_read_back_and_removed(account: Bluesky) -> None:
    mine = draft("Vain kerran")
    receipt = account.publish(mine)
    assert account.publish(mine) == receipt
    assert account.find(mine) == receipt
    since = datetime.now(UTC) - timedelta(minutes=5)
    assert [one.text for one in account.read(since)] == ["Vain kerran"]
    account.remove(receipt.remote_id)
    assert account.look([receipt.remote_id]) == {receipt.remote_id: None}


def test_too_long_is_refused_with_the_networks_reason(account: Bluesky) -> None:
    with pytest.raises(Refused):
        account.publish(draft("ä" * 301))

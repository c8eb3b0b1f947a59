"""The Fediverse, as one server of the Mastodon API knows it: hashtags, accounts, public timelines."""

from collections.abc import Callable, Iterator

import httpx

from virta.networks import replies
from virta.networks import typed as addresses
from virta.networks.errors import Refused
from virta.networks.mastodon.asking import ask
from virta.networks.protocol import Field
from virta.networks.said import Said
from virta.sources.door import Door
from virta.sources.mastodon import streaming, timelines
from virta.sources.mastodon.statuses import NETWORK
from virta.sources.mastodon.timelines import Timeline
from virta.sources.parts import text_of
from virta.sources.protocol import Choice, Portion, Settings, Source


def check_tag(typed: Settings, http: httpx.Client) -> Settings:
    """The server's address and the tag without its sign; tried out at once."""
    tag = typed.get("tag", "").strip().lstrip("#")
    if not tag or not tag.replace("_", "").isalnum():
        raise Refused(
            Said(
                "Type one hashtag, without spaces: kahvi or #kahvi.",
                "Kirjoita yksi aihetunniste ilman välejä: kahvi tai #kahvi.",
            )
        )
    kept = _at_server(typed) | {"tag": tag}
    timelines.page(_tag(kept), http)
    return kept


def check_account(typed: Settings, http: httpx.Client) -> Settings:
    """From `@name@server`, or the address of a profile, to the account as its server knows it."""
    name, host = _account(typed.get("account", ""))
    server = typed.get("server", "").strip() or f"https://{host}"
    kept = _at_server({**typed, "server": server})
    told = ask(
        http,
        "GET",
        f"{kept['server']}/api/v1/accounts/lookup",
        params={"acct": f"{name}@{host}"},
        token=kept.get("token", ""),
    )
    said = replies.body(told)
    kept |= {"account": f"@{name}@{host}", "id": replies.take(told, said, "id", str)}
    if url := text_of(said, "url"):
        kept["author"] = url
    timelines.page(_own(kept), http)
    return kept


def check_public(typed: Settings, http: httpx.Client) -> Settings:
    """The server's address and what of it is wanted; tried out at once."""
    kept = _at_server(typed) | {"what": typed.get("what", "") or "local"}
    timelines.page(_public(kept), http)
    return kept


def _at_server(typed: Settings) -> dict[str, str]:
    url = addresses.address(typed.get("server", ""))
    kept = {"server": f"{url.scheme}://{url.netloc.decode()}"}
    return kept | ({"token": typed["token"]} if typed.get("token") else {})


def _account(text: str) -> tuple[str, str]:
    """Name and server of an account as somebody wrote it. Raises Refused."""
    text = text.strip().rstrip("/")
    if "://" in text:
        url = addresses.address(text)
        name, host = url.path.rpartition("/")[2].removeprefix("@"), url.host
    else:
        name, _at, host = text.removeprefix("@").partition("@")
    name, _at, elsewhere = name.partition("@")
    host = elsewhere or host
    if name and host and name.replace("_", "").replace("-", "").replace(".", "").isalnum():
        return name, addresses.address(host).netloc.decode()
    raise Refused(
        Said(
            "Type the account with its server, such as @name@mastodon.example.",
            "Kirjoita tili palvelimineen, esimerkiksi @nimi@mastodon.example.",
        )
    )


def _tag(kept: Settings) -> Timeline:
    return Timeline(kept["server"], f"/api/v1/timelines/tag/{kept['tag']}", kept.get("token", ""))


def _own(kept: Settings) -> Timeline:
    path = f"/api/v1/accounts/{kept['id']}/statuses"
    return Timeline(kept["server"], path, kept.get("token", ""), (("exclude_reblogs", "true"),))


def _public(kept: Settings) -> Timeline:
    local = (("local", "true"),) if kept["what"] == "local" else ()
    return Timeline(kept["server"], "/api/v1/timelines/public", kept.get("token", ""), local)


def poll_tag(settings: Settings, cursor: str, http: httpx.Client) -> Portion:
    """What is new under a hashtag."""
    return timelines.poll(_tag(settings), cursor, http)


def poll_account(settings: Settings, cursor: str, http: httpx.Client) -> Portion:
    """What an account has written since, without what it only passes on."""
    return timelines.poll(_own(settings), cursor, http)


def stream_tag(
    settings: Settings, cursor: str, is_stopping: Callable[[], bool], door: Door
) -> Iterator[Portion]:
    """A hashtag as it happens."""
    stream = f"hashtag?tag={settings['tag']}"
    return streaming.portions(_tag(settings), stream, cursor, is_stopping, door)


def stream_public(
    settings: Settings, cursor: str, is_stopping: Callable[[], bool], door: Door
) -> Iterator[Portion]:
    """A server's public timeline as it happens."""
    stream = "public/local" if settings["what"] == "local" else "public"
    return streaming.portions(_public(settings), stream, cursor, is_stopping, door)


SERVER = Field(
    "server", Said("Server", "Palvelin"), kind="address", default="https://mastodon.social"
)
TAG = Field("tag", Said("Hashtag", "Aihetunniste"))
TOKEN = Field(
    "token",
    Said("Access token", "Pääsyavain"),
    Said(
        "Only where the server asks for one: Preferences, Development, with read:statuses.",
        "Vain jos palvelin vaatii sen: Asetukset, Kehitys, oikeus read:statuses.",
    ),
    kind="secret",
)
SOURCES = (
    Source(
        key="mastodon_tag",
        name=Said("Hashtag on Mastodon", "Aihetunniste Mastodonissa"),
        network=NETWORK,
        help=Said(
            "What one server knows of a hashtag, asked every two minutes; a large server knows of "
            "more. Some servers ask for a token first.",
            "Mitä yksi palvelin tietää aihetunnisteesta, kysyttynä kahden minuutin välein; suuri "
            "palvelin tietää enemmän. Jotkin palvelimet vaativat ensin avaimen.",
        ),
        fields=(SERVER, TAG, TOKEN),
        check=check_tag,
        poll=poll_tag,
        every=120,
        silent_after=7 * 86_400,
    ),
    Source(
        key="mastodon_tag_live",
        name=Said("Hashtag on Mastodon, as it happens", "Aihetunniste Mastodonissa heti"),
        network=NETWORK,
        help=Said(
            "The same without a delay, and deletions are followed. Each takes one of the streams of "
            "a worker; most servers ask for a token.",
            "Sama ilman viivettä, ja poistot huomataan. Kukin vie yhden työprosessin virroista; "
            "useimmat palvelimet vaativat avaimen.",
        ),
        fields=(SERVER, TAG, TOKEN),
        check=check_tag,
        stream=stream_tag,
        silent_after=7 * 86_400,
    ),
    Source(
        key="mastodon_account",
        name=Said("An account on Mastodon", "Tili Mastodonissa"),
        network=NETWORK,
        help=Said(
            "What one account writes and answers: a competitor, a peer, an important voice.",
            "Mitä yksi tili kirjoittaa ja vastaa: kilpailija, verrokki, tärkeä ääni.",
        ),
        fields=(
            Field(
                "account",
                Said("Account", "Tili"),
                Said(
                    "With its server: @name@mastodon.example. The profile's address will do, too.",
                    "Palvelimineen: @nimi@mastodon.example. Myös profiilin osoite käy.",
                ),
            ),
            TOKEN,
        ),
        check=check_account,
        poll=poll_account,
        every=300,
        silent_after=14 * 86_400,
    ),
    Source(
        key="mastodon_public",
        name=Said("A whole Mastodon server", "Kokonainen Mastodon-palvelin"),
        network=NETWORK,
        help=Said(
            "Everything public on a server as it happens; your searches choose from it. Where its "
            "stream is closed, Virta asks once a minute instead. Most servers ask for a token.",
            "Kaikki palvelimen julkinen heti; hakusi valitsevat siitä. Jos palvelimen virta on "
            "suljettu, Virta kysyy sen sijaan kerran minuutissa. Useimmat palvelimet vaativat "
            "avaimen.",
        ),
        fields=(SERVER, TOKEN),
        choices=(
            Choice(
                "what",
                Said("What of it", "Mitä siitä"),
                (
                    (
                        "local",
                        Said("what is written on this server", "tällä palvelimella kirjoitettu"),
                    ),
                    (
                        "all",
                        Said("all that this server knows of", "kaikki, minkä palvelin tuntee"),
                    ),
                ),
            ),
        ),
        check=check_public,
        stream=stream_public,
        silent_after=86_400,
    ),
)

"""Pictures and films go to the server first, and are attached to the post by their ids.

Nothing of this is public before the post is: whatever goes wrong can simply be tried again.
https://docs.joinmastodon.org/methods/media/
"""

import time
from datetime import timedelta

import httpx

from virta.networks import replies
from virta.networks.errors import TryLater
from virta.networks.mastodon.asking import NAME, ask
from virta.networks.protocol import Media
from virta.networks.said import Said

PAUSE = 1.0
"""Seconds between two looks at whether the server has finished with a film."""
PATIENCE = 120.0
"""Seconds after which a film is left to be tried again later."""
WITHIN = 600.0


def upload(http: httpx.Client, server: str, token: str, media: Media) -> str:
    """The id of the picture or film, when the server is ready to show it.

    Raises TryLater, Refused or SignInAgain, never Unsure.
    """
    response = _sent(http, f"{server}/api/v2/media", token, media, takes=(404,))
    if response.status_code == 404:  # servers that know only the first version
        response = _sent(http, f"{server}/api/v1/media", token, media)
    found = replies.take(response, replies.body(response), "id", str)
    if response.status_code == 202:
        _await(http, f"{server}/api/v1/media/{found}", token)
    return found


def _sent(
    http: httpx.Client, url: str, token: str, media: Media, takes: tuple[int, ...] = ()
) -> httpx.Response:
    ending = media.mime.rpartition("/")[2]
    fields = {"description": media.alt} if media.alt else {}
    if media.focus:
        fields["focus"] = "{:.3f},{:.3f}".format(*media.focus)
    return ask(
        http,
        "POST",
        url,
        token=token,
        takes=takes,
        data=fields,
        files={"file": (f"media.{ending}", media.content, media.mime)},
        extensions={"within": WITHIN, "timeout": httpx.Timeout(60.0).as_dict()},
    )


def _await(http: httpx.Client, url: str, token: str) -> None:
    end = time.monotonic() + PATIENCE
    while ask(http, "GET", url, token=token).status_code == 206:
        if time.monotonic() > end:
            raise TryLater(
                Said(
                    f"{NAME} is still working on the picture or film. Nothing is published yet; "
                    "try again in a few minutes.",
                    f"{NAME} käsittelee kuvaa tai videota vielä. Mitään ei ole vielä julkaistu; "
                    "yritä muutaman minuutin kuluttua uudelleen.",
                ),
                wait=timedelta(minutes=5),
            )
        time.sleep(PAUSE)

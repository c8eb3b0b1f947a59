"""Films, prepared by the network's video service before the post names them.

Nothing is public before the post is, and the service knows a film that it has had: whatever goes
wrong can simply be tried again. https://docs.bsky.app/docs/tutorials/video
"""

import time
from datetime import timedelta

import httpx

from virta.networks import replies
from virta.networks.asking import ask
from virta.networks.bluesky.records import Blob
from virta.networks.bluesky.session import Session
from virta.networks.bluesky.words import NAME
from virta.networks.errors import Refused, TryLater
from virta.networks.protocol import Media
from virta.networks.said import Said

VIDEO = "https://video.bsky.app/xrpc/app.bsky.video"
PAUSE = 1.0
"""Seconds between two looks at whether a film is ready."""
PATIENCE = 120.0
"""Seconds after which a film is left to be tried again later."""
_WITHIN = {"within": 600.0, "timeout": httpx.Timeout(60.0).as_dict()}
_VALID = 1800


def home(session: Session) -> httpx.URL | None:
    """Where the account itself lives: bsky.social only signs in for the servers behind it.

    None where the server does not say, which it need not.
    """
    response = session.ask("GET", "com.atproto.server.getSession")
    document = replies.body(response).get("didDoc")
    services = document.get("service") if isinstance(document, dict) else None
    for one in services if isinstance(services, list) else []:
        if isinstance(one, dict) and str(one.get("id", "")).endswith("#atproto_pds"):
            return httpx.URL(replies.take(response, one, "serviceEndpoint", str))
    return None


def prepared(
    session: Session, http: httpx.Client, host: str, did: str, reference: str, media: Media
) -> Blob:
    """The film's blob. `host` is that of the account's home. Raises a NetworkError, not Unsure."""
    grant = {"aud": f"did:web:{host}", "lxm": "com.atproto.repo.uploadBlob"}
    asked = session.ask(
        "GET",
        "com.atproto.server.getServiceAuth",
        params=grant | {"exp": str(int(time.time()) + _VALID)},
    )
    response = ask(
        http,
        NAME,
        "POST",
        f"{VIDEO}.uploadVideo",
        token=replies.take(asked, replies.body(asked), "token", str),
        takes=(409,),  # it has this very film already, and says which job it was
        params={"did": did, "name": f"{reference}.mp4"},
        content=media.content,
        headers={"Content-Type": media.mime},
        extensions=_WITHIN,
    )
    return _ready(http, response)


def _ready(http: httpx.Client, response: httpx.Response) -> Blob:
    end = time.monotonic() + PATIENCE
    job = _job(response)
    while True:
        blob = job.get("blob")
        if isinstance(blob, dict):
            return blob
        if job.get("state") == "JOB_STATE_FAILED":
            raise Refused(
                Said(
                    f"{NAME} could not prepare the film. Save it as MP4 (H.264) and try again.",
                    f"{NAME} ei saanut videota valmiiksi. Tallenna se MP4-muotoon (H.264) ja yritä "
                    "uudelleen.",
                ),
                replies.reason_of(response),
            )
        if time.monotonic() > end:
            raise TryLater(
                Said(
                    f"{NAME} is still working on the film. Nothing is published yet; try again in "
                    "a few minutes.",
                    f"{NAME} käsittelee videota vielä. Mitään ei ole vielä julkaistu; yritä muutaman "
                    "minuutin kuluttua uudelleen.",
                ),
                wait=timedelta(minutes=5),
            )
        time.sleep(PAUSE)
        params = {"jobId": replies.take(response, job, "jobId", str)}
        response = ask(http, NAME, "GET", f"{VIDEO}.getJobStatus", params=params)
        job = _job(response)


def _job(response: httpx.Response) -> dict[str, object]:
    """The job; the service answers an upload with it bare, and a look with it wrapped."""
    said = replies.body(response)
    inner = said.get("jobStatus")
    return inner if isinstance(inner, dict) else said

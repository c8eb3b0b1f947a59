"""Films on their way through the network's video service, against answers of its own shape."""

from datetime import UTC, datetime

import httpx
import pytest

from virta.networks.bluesky import Bluesky, films
from virta.networks.errors import Refused, TryLater
from virta.networks.protocol import Draft, Media

DID = "did:plc:a"
KEPT = {"server": "https://bsky.test", "did": DID, "access": "one", "refresh": "two"}
BLOB = {"$type": "blob", "ref": {"$link": "bafyfilm"}, "mimeType": "video/mp4", "size": 4}
FILM = Media(b"film", "video/mp4", 640, 360, alt="A wave", seconds=2.0)
DRAFT = Draft("3abc", datetime(2026, 11, 23, 12, tzinfo=UTC), "Hei", media=(FILM,))
POST = {"uri": f"at://{DID}/app.bsky.feed.post/3abc", "cid": "bafy"}


def job(state: str, **more: object) -> dict[str, object]:
    return {"jobId": "j1", "did": DID, "state": state, **more}


class Service:
    """The account's server and the video service; `jobs` are what looks at the job bring."""

    def __init__(
        self, *jobs: object, home: str = "https://morel.test", uploaded: int = 200
    ) -> None:
        self.jobs, self.home, self.uploaded = list(jobs), home, uploaded
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        name = request.url.path.rpartition("/")[2]
        pds = {"id": "#atproto_pds", "serviceEndpoint": self.home}
        said: object = {
            "com.atproto.server.getSession": {"did": DID, "didDoc": {"service": [pds]}},
            "com.atproto.server.getServiceAuth": {"token": "granted"},
            "com.atproto.repo.uploadBlob": {"blob": BLOB},
            "com.atproto.repo.putRecord": POST,
            "app.bsky.video.uploadVideo": job("JOB_STATE_CREATED"),
        }.get(name)
        if name == "app.bsky.video.getJobStatus":
            said = {"jobStatus": self.jobs.pop(0) if len(self.jobs) > 1 else self.jobs[0]}
        status = self.uploaded if name == "app.bsky.video.uploadVideo" else 200
        return httpx.Response(status, json=said)

    def publish(self) -> list[str]:
        Bluesky(KEPT, httpx.Client(transport=httpx.MockTransport(self))).publish(DRAFT)
        return [one.url.path.rpartition("/")[2].rpartition(".")[2] for one in self.seen]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "PAUSE", 0.0)


@pytest.mark.parametrize("uploaded", [200, 409])
def test_a_film_is_posted_once_the_service_has_prepared_it(uploaded: int) -> None:
    done = job("JOB_STATE_COMPLETED", blob=BLOB)
    service = Service(job("JOB_STATE_ENCODING"), done, uploaded=uploaded)
    assert service.publish() == [
        *("getSession", "getServiceAuth", "uploadVideo", "getJobStatus", "getJobStatus"),
        "putRecord",
    ]
    grant, upload = service.seen[1], service.seen[2]
    assert grant.url.params["aud"] == "did:web:morel.test"
    assert upload.headers["authorization"] == "Bearer granted"
    assert b"bafyfilm" in service.seen[-1].content


def test_the_sign_ins_own_token_never_goes_to_the_video_service() -> None:
    service = Service(job("JOB_STATE_COMPLETED", blob=BLOB))
    service.publish()
    told = [one.headers.get("authorization", "") for one in service.seen if "video" in one.url.host]
    assert told == ["Bearer granted", ""]


def test_on_a_machine_of_ones_own_the_film_is_stored_as_it_is() -> None:
    names = Service(home="http://localhost:2583").publish()
    assert names == ["getSession", "uploadBlob", "putRecord"]


def test_a_film_that_the_service_cannot_prepare_is_refused() -> None:
    with pytest.raises(Refused, match="could not prepare"):
        Service(job("JOB_STATE_FAILED", error="bad codec")).publish()


def test_a_film_that_takes_too_long_waits_and_no_post_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(films, "PATIENCE", -1.0)
    service = Service(job("JOB_STATE_ENCODING"))
    with pytest.raises(TryLater, match="still working"):
        service.publish()
    assert all("putRecord" not in one.url.path for one in service.seen)

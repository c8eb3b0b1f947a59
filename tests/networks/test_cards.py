"""Cards of links, asked from real servers that are slow, large, elsewhere or not there."""

import io
import time

import pytest
from PIL import Image

from tests.networks.wild import answered, elsewhere, ok, wild
from virta.networks import cards, outside
from virta.networks.errors import NetworkError, Refused, TryLater

HERE = ["127.0.0.1"]
HTML = "text/html; charset=utf-8"


def picture():
    file = io.BytesIO()
    Image.new("RGB", (12, 8)).save(file, "PNG")
    return file.getvalue()


def site(**answers):
    """Answers by the path; a path that is not given is not there."""

    def answer(connection, asked):
        path = asked.split()[1].decode().partition("?")[0].strip("/") or "home"
        found = answers.get(path, answered(404))
        if callable(found):
            found(connection)
        else:
            connection.sendall(found)

    return wild(answer)


def page(more="", body=""):
    head = f"<title>Kesän äänet</title><meta name=description content=Ohjelma>{more}"
    return ok(f"<!doctype html>{head}{body}".encode(), HTML)


def card_of(server, path="", **more):
    with outside.client(HERE) as http:
        return cards.card(http, f"{server.url}/{path}", **more)


def test_a_card_has_title_description_and_picture():
    more = '<meta property="og:image" content="/kuva"><meta property="og:image:alt" content="Lava">'
    with site(home=page(more), kuva=ok(picture(), "image/png")) as server:
        card = card_of(server)
    assert (card.title, card.description) == ("Kesän äänet", "Ohjelma")
    assert (card.picture.mime, card.picture.width, card.picture.height) == ("image/png", 12, 8)
    assert card.picture.alt == "Lava"
    assert card.picture.content == picture()


def test_a_card_leads_where_the_person_said():
    more = '<link rel="canonical" href="https://elsewhere.example/">'
    with site(home=elsewhere("/b"), b=page(more)) as server:
        card = card_of(server, "?utm_source=x#part")
        assert card.url == f"{server.url}/?utm_source=x#part"
    assert card.title == "Kesän äänet"


def test_pictures_are_found_from_where_a_redirect_ended():
    more = '<meta property="og:image" content="kuva">'
    with site(home=elsewhere("/b/"), b=page(more), **{"b/kuva": ok(picture())}) as server:
        assert card_of(server).picture


@pytest.mark.parametrize(
    "answer",
    [
        answered(404),
        answered(500),
        ok(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        ok(b"GIF89a", "image/gif"),
        ok(picture() + b"\0" * cards.PICTURE_BYTES, "image/png"),
        elsewhere("http://10.0.0.1/"),
        b"",
    ],
)
def test_a_picture_that_cannot_be_had_is_left_out(answer):
    more = '<meta property="og:image" content="/kuva">'
    with site(home=page(more), kuva=answer) as server:
        card = card_of(server)
    assert card.picture is None
    assert card.title == "Kesän äänet"


@pytest.mark.parametrize(
    "link", ["http://127.0.0.2/x", "http://169.254.169.254/", "http://[", "x:y"]
)
def test_a_page_does_not_lead_inside_with_its_picture(link):
    with site(home=page(f'<meta property="og:image" content="{link}">')) as server:
        assert card_of(server).picture is None
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("path", "title"), [("ohjelma%20p%C3%A4iv%C3%A4.pdf", "ohjelma päivä.pdf"), ("", "127.0.0.1")]
)
def test_what_is_not_a_page_goes_by_its_address(path, title):
    file = ok(b"%PDF-1.7 <title>Not a page</title>", "application/pdf")
    with site(**{path or "home": file}) as server:
        assert card_of(server, path).title == title


def test_the_beginning_of_a_very_long_page_is_enough():
    with site(home=page(body="x" * 3_000_000)) as server:
        assert card_of(server).title == "Kesän äänet"


def test_pages_are_asked_for_in_a_language():
    with site(home=page()) as server:
        card_of(server, languages=("fi", "sv"))
    assert b"Accept-Language: fi, sv, *;q=0.5\r\n" in server.heard[0]


@pytest.mark.parametrize(("answer", "kind"), [(answered(404), Refused), (answered(503), TryLater)])
def test_a_page_that_is_not_there_is_told(answer, kind):
    with site(home=answer) as server, pytest.raises(kind, match=r"127\.0\.0\.1"):
        card_of(server)


def test_a_page_that_takes_too_long_is_left(monkeypatch):
    monkeypatch.setattr(cards, "WITHIN", 0.3)

    def slow(connection):
        for _ in range(100):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n<title>" if not _ else b"x")
            time.sleep(0.05)

    with site(home=slow) as server:
        begun = time.monotonic()
        pytest.raises(TryLater, card_of, server)
        assert time.monotonic() - begun < 2


def test_private_addresses_and_no_addresses_have_no_cards():
    with outside.client() as http:
        for text in ("http://127.0.0.1/", "localhost", "10.0.0.1:8080/x", "not an address", ""):
            with pytest.raises(NetworkError):
                cards.card(http, text)

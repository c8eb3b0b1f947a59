"""What HTTP brings back becomes one of four errors, and none of them tells a secret."""

import base64
import socket
import time
import traceback
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.wild import elsewhere, ok, wild
from virta.networks import outside, replies
from virta.networks.errors import NetworkError, Refused, SignInAgain, TryLater, Unsure
from virta.networks.reasons import presentable

HERE = ["127.0.0.1"]
JSON = {"content-type": "application/json"}


def answering(status=200, content=b"", headers=None, **more):
    return httpx.Client(
        transport=httpx.MockTransport(
            lambda _: httpx.Response(status, content=content, headers=headers, **more)
        )
    )


def raising(problem):
    def fall(_request):
        raise problem

    return httpx.Client(transport=httpx.MockTransport(fall))


def sent(http, *, writes=True, **more):
    request = http.build_request("POST" if writes else "GET", "https://net.example/api")
    return replies.send(http, "Net", request, writes=writes, **more)


def problem_of(http, *, writes=True, **more):
    with http, pytest.raises(NetworkError) as caught:
        sent(http, writes=writes, **more)
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("writes", [True, False])
def test_what_went_well_is_given_back(status, writes):
    with answering(status) as http:
        assert sent(http, writes=writes).status_code == status


@pytest.mark.parametrize(
    ("status", "reading", "writing"),
    [
        *((301, Refused, Refused), (302, Refused, Unsure), (303, Refused, Unsure)),
        *((307, Refused, Refused), (308, Refused, Refused)),
        *((400, Refused, Refused), (401, SignInAgain, SignInAgain), (403, Refused, Refused)),
        *((404, Refused, Refused), (408, TryLater, Unsure), (409, Refused, Refused)),
        *((410, Refused, Refused), (413, Refused, Refused), (422, Refused, Refused)),
        *((425, TryLater, TryLater), (429, TryLater, TryLater), (451, Refused, Refused)),
        *((500, TryLater, Unsure), (501, Refused, Refused), (502, TryLater, Unsure)),
        *((503, TryLater, Unsure), (504, TryLater, Unsure), (505, Refused, Refused)),
        *((520, TryLater, Unsure), (524, TryLater, Unsure), (529, TryLater, Unsure)),
    ],
)
def test_each_status_has_its_kind(status, reading, writing):
    assert type(problem_of(answering(status), writes=False)) is reading
    assert type(problem_of(answering(status), writes=True)) is writing


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"retry-after": "30", **JSON}, TryLater),
        ({"retry-after": "30", "content-type": "text/html"}, Unsure),
        (JSON, Unsure),
    ],
)
def test_not_now_counts_only_in_the_networks_own_voice(headers, kind):
    assert type(problem_of(answering(503, b"{}", headers))) is kind


@pytest.mark.parametrize("status", [429, 500])
def test_the_wait_is_the_one_that_is_asked_for(status):
    problem = problem_of(answering(status, headers={"retry-after": "77"}), writes=False)
    assert problem.wait == timedelta(seconds=77)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, '{"error": "This action is outside the authorized scopes"}'),
        (403, '{"error": "The access token was revoked"}'),
        (403, '{"error": "This method requires an authenticated user"}'),
        (400, '{"error": "ExpiredToken", "message": "Token has expired"}'),
        (400, '{"error": "invalid_grant", "error_description": "Code has expired"}'),
        (400, '{"error": {"type": "OAuthException", "code": 190, "message": "Session over"}}'),
    ],
)
def test_some_refusals_mean_that_a_person_signs_in_again(status, said):
    problem = problem_of(answering(status, said.encode(), JSON))
    assert type(problem) is SignInAgain
    assert problem.said.to("fi") == "Net ei hyväksy tätä kirjautumista. Kirjaudu sinne uudelleen."


@pytest.mark.parametrize(
    "said",
    [
        '{"error": {"type": "OAuthException", "code": 100, "message": "No such page"}}',
        '{"error": "InvalidRequest", "message": "Record/text must not be longer"}',
        '{"code": 190}',
    ],
)
def test_other_bad_requests_are_a_matter_of_content(said):
    assert type(problem_of(answering(400, said.encode(), JSON))) is Refused


def test_statuses_that_the_caller_judges_itself_are_given_back():
    with answering(404) as http:
        assert sent(http, takes={404}).status_code == 404
        assert replies.reason_of(sent(http, takes={404})) == ""


# Connections that break


@pytest.mark.parametrize(
    ("trouble", "reading", "writing"),
    [
        (httpx.ConnectError("refused"), TryLater, TryLater),
        (httpx.ConnectTimeout("late"), TryLater, TryLater),
        (httpx.PoolTimeout("full"), TryLater, TryLater),
        (httpx.ReadTimeout("late"), TryLater, Unsure),
        (httpx.ReadError("reset"), TryLater, Unsure),
        (httpx.WriteError("pipe"), TryLater, Unsure),
        (httpx.WriteTimeout("late"), TryLater, Unsure),
        (httpx.CloseError("late"), TryLater, Unsure),
        (httpx.RemoteProtocolError("what"), TryLater, Unsure),
        (httpx.DecodingError("what"), TryLater, Unsure),
        (outside.TooLarge("much"), Refused, Unsure),
        (httpx.LocalProtocolError("header"), Refused, Refused),
        (httpx.UnsupportedProtocol("gopher"), Refused, Refused),
        (httpx.TooManyRedirects("round"), Refused, Refused),
        (httpx.InvalidURL("what"), Refused, Refused),
    ],
)
def test_each_way_of_breaking_has_its_kind(trouble, reading, writing):
    assert type(problem_of(raising(trouble), writes=False)) is reading
    assert type(problem_of(raising(trouble), writes=True)) is writing


def asked_for_real(url, *, writes=True, **bounds):
    with outside.client(HERE, **bounds) as http:
        request = http.build_request("POST" if writes else "GET", url)
        with pytest.raises(NetworkError) as caught:
            replies.send(http, "Net", request, writes=writes)
    return caught.value


def test_where_nobody_listens_nothing_was_sent():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    problem = asked_for_real(f"http://127.0.0.1:{port}/")
    assert type(problem) is TryLater
    assert "cannot be reached" in str(problem)


def test_a_certificate_that_does_not_hold_is_told_as_that():
    problem = problem_of(raising(httpx.ConnectError("[SSL] certificate verify failed: expired")))
    assert type(problem) is TryLater
    assert "its certificate does not hold" in str(problem)


def test_a_server_without_tls_is_not_reached_by_https():
    with wild(b"HTTP/1.1 400 Bad\r\n\r\n") as server:
        assert type(asked_for_real(server.url.replace("http:", "https:"), timeout=0.3)) is TryLater


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        ok(b"x" * 2000),
        lambda *_: time.sleep(0.6),
    ],
)
def test_whoever_hung_up_or_babbled_may_have_done_it(answer):
    with wild(answer) as server:
        assert type(asked_for_real(server.url, timeout=0.3, most_bytes=1000)) is Unsure
        reading = type(asked_for_real(server.url, writes=False, timeout=0.3, most_bytes=1000))
        assert reading in {TryLater, Refused}


def test_a_forbidden_address_stays_what_it_is():
    request = httpx.Request("POST", "http://127.0.0.1/")
    with outside.client() as http, pytest.raises(Refused, match="VIRTA_REACHABLE_HOSTS"):
        replies.send(http, "Net", request, writes=True)


def test_redirects_are_followed_where_asked_and_never_when_writing():
    def answer(connection, asked):
        connection.sendall(ok() if b" /b " in asked else elsewhere("/b", 307))

    with wild(answer) as server, outside.client(HERE) as http:
        read = replies.send(
            http, "Net", http.build_request("GET", server.url), writes=False, hops=2
        )
        assert read.status_code == 200
        with pytest.raises(Refused, match="points to another address"):
            replies.send(http, "Net", http.build_request("POST", server.url), writes=True, hops=2)


# What the network said


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("application/json", '{"error": "Text is too long"}', "Text is too long"),
        ("application/json", '{"error": "X", "message": "Too long"}', "Too long"),
        ("application/json", '{"error": "x", "error_description": "So"}', "So"),
        ("application/json", '{"error": {"message": "Not you", "code": 1}}', "Not you"),
        ("application/json", '{"errors": [{"detail": "First"}, {"detail": "Second"}]}', "First"),
        ("application/problem+json", '{"title": "T", "detail": "D"}', "D"),
        ("application/json", '[{"message": "In a list"}]', "In a list"),
        ("application/json", '{"error": null, "title": "T"}', "T"),
        ("application/json", '{"error": 17}', ""),
        ("application/json", "[" * 100_000, ""),
        ("application/json", "{", ""),
        ("text/plain; charset=utf-8", "no_text\n", "no_text"),
        ("text/plain; charset=zlib", "plain", "plain"),
        ("text/html", "<h1>Not here</h1>", ""),
        ("application/json", '{"error": "a\\n\\tb \\u202e\\u0000c\\u200b"}', "a b c"),
        ("application/json", '{"error": "' + "word " * 100 + '"}', ("word " * 100)[:199] + "…"),
    ],
)
def test_the_networks_own_reason_is_found_and_made_presentable(kind, content, why):
    problem = problem_of(answering(422, content.encode(), {"content-type": kind}))
    assert problem.reason == why
    assert ("Read its reason" in str(problem)) == bool(why)


@given(st.text())
def test_a_presentable_text_is_one_short_line(text):
    line = presentable(text)
    assert len(line) <= 200
    assert line == presentable(line)
    assert line.replace("\u200c", "").replace("\u200d", "").isprintable()


SECRET = "tok-5ecret"
BASIC = base64.b64encode(f"me:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, 400),
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, 401),
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, 403),
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, 429),
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, 500),
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, 307),
        ({"headers": {"Authorization": f"Basic {BASIC}"}}, 400),
        ({"headers": {"X-Api-Key": SECRET}}, 400),
        ({"params": {"access_token": SECRET}}, 400),
        ({"data": {"client_secret": SECRET, "status": "Hello"}}, 400),
        ({"json": {"deep": [{"appPassword": SECRET}]}}, 400),
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, 200),
        ({"headers": {"Authorization": f"Bearer {SECRET}"}}, None),
    ],
)
def test_a_secret_is_in_no_message_and_in_no_traceback(how, status):
    def answer(request):
        if status is None:
            raise httpx.ReadError(f"lost {request.url} {request.headers['authorization']}")
        return httpx.Response(status, text=f'{{"message": "Bad {SECRET}! {BASIC}"', headers=JSON)

    def whole(request):
        response = answer(request)
        return httpx.Response(status, text=response.text + "}", headers=JSON)

    http = httpx.Client(transport=httpx.MockTransport(answer if status in {200, None} else whole))
    request = httpx.Request("POST", "https://net.example/", **how)
    with http, pytest.raises(NetworkError) as caught:
        replies.body(replies.send(http, "Net", request, writes=True))
    problem = caught.value
    told = [str(problem), repr(problem), problem.reason, problem.said.fi, *problem.args]
    told += traceback.format_exception(problem)
    assert [text for text in told if SECRET in text] == []
    assert problem.__cause__ is None
    assert problem.__context__ is None


def test_a_webhooks_address_is_a_secret_too():
    part = "T0B1-cdefghijklmnop"
    http = answering(404, f"no hook {part}".encode(), {"content-type": "text/plain"})
    request = httpx.Request("POST", f"https://net.example/hooks/{part}")
    with http, pytest.raises(Refused) as caught:
        replies.send(http, "Net", request, writes=True)
    assert caught.value.reason == "no hook …"


def test_what_looks_like_a_token_is_left_out_even_if_it_is_not_ours():
    said = b'{"error": "Bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN"}'
    assert problem_of(answering(400, said, JSON)).reason == "Bad …"


def test_a_film_on_its_way_is_not_read_for_secrets():
    request = httpx.Request("POST", "https://net.example/", content=iter([b"film"]))
    with answering(413, b'{"error": "Too big"}', JSON) as http, pytest.raises(Refused) as caught:
        replies.send(http, "Net", request, writes=True)
    assert caught.value.reason == "Too big"


# Answers that went well, and what is in them


def answer_of(content, *, writes):
    with answering(200, content.encode(), JSON) as http:
        return sent(http, writes=writes)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '"text"', "<html></html>", "[" * 100_000, "\x00"]
)
def test_after_writing_a_broken_answer_leaves_us_unsure(content):
    with pytest.raises(Unsure):
        replies.body(answer_of(content, writes=True))
    with pytest.raises(TryLater, match="does not understand"):
        replies.body(answer_of(content, writes=False))


@pytest.mark.parametrize("content", ["{}", "[1]", '[{}, "a"]', "null"])
def test_lists_are_lists_of_objects(content):
    pytest.raises(TryLater, replies.rows, answer_of(content, writes=False))


def test_what_is_there_is_given():
    response = answer_of('{"id": "7", "count": 3, "sure": true, "rows": [{"a": 1}]}', writes=True)
    found = replies.body(response)
    assert replies.take(response, found, "id", str) == "7"
    assert replies.take(response, found, "count", int) == 3
    assert replies.take(response, found, "sure", bool) is True
    assert replies.rows(answer_of('[{"a": 1}]', writes=False)) == [{"a": 1}]


@pytest.mark.parametrize(("key", "kind"), [("id", int), ("gone", str), ("sure", int)])
def test_what_is_missing_or_of_another_kind_is_not_made_up(key, kind):
    response = answer_of('{"id": "7", "sure": true}', writes=True)
    with pytest.raises(Unsure) as caught:
        replies.take(response, replies.body(response), key, kind)
    assert caught.value.reason == f"{key}?"


def test_an_answer_that_came_another_way_is_taken_for_one_that_wrote():
    request = httpx.Request("GET", "https://net.example/")
    with pytest.raises(Unsure, match=r"net\.example"):
        replies.body(httpx.Response(200, text="{", request=request))


def test_every_sentence_is_said_in_both_languages():
    for status in (302, 400, 401, 408, 429, 500):
        for writes in (True, False):
            said = problem_of(answering(status), writes=writes).said
            assert said.en.endswith(".")
            assert said.fi.endswith(".")
            assert said.en != said.fi

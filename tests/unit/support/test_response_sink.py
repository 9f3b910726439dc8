"""The response bucket as the functional tests play it."""

from __future__ import annotations

import http.client
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from support.response_sink import HANG, ResponseSink, dropped, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def sink() -> Iterator[ResponseSink]:
    with ResponseSink() as sink:
        yield sink


@pytest.fixture
def url(sink: ResponseSink) -> str:
    return sink.issue("arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/id", "Team", "request")


def put(
    url: str, body: bytes = b"{}", method: str = "PUT", timeout: float = 5, headers: dict[str, str] | None = None
) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, {"content-type": "", **(headers or {})})
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_url_looks_as_cloudformation_signs_it(url: str) -> None:
    assert "/arn%3Aaws%3Acloudformation%3Aeu-west-1%3A123456789012%3Astack/Stack/id%7CTeam%7Crequest?" in url
    assert "X-Amz-Expires=7200" in url


def test_a_put_is_kept_with_its_headers(sink: ResponseSink, url: str) -> None:
    assert put(url, b"body", headers={"x-one": "1"}) == 200

    assert sink.stored(url) == [b"body"]
    assert sink.puts(url)[0].headers["X-One"] == "1"
    assert sink.wait_for(url, 0) == b"body"


@pytest.mark.parametrize(
    ("change", "headers", "method"),
    [
        (lambda url: url.replace("%3A", ":"), {}, "PUT"),
        (lambda url: url.replace("X-Amz-Signature=", "X-Amz-Signature=x"), {}, "PUT"),
        (lambda url: url, {"content-type": "application/json"}, "PUT"),
        (lambda url: url, {}, "POST"),
    ],
    ids=["decoded", "tampered", "content type", "method"],
)
def test_what_was_not_signed_so_is_refused(
    sink: ResponseSink, url: str, change: Callable[[str], str], headers: dict[str, str], method: str
) -> None:
    assert put(change(url), method=method, headers=headers) == 403

    assert sink.stored(url) == []


def test_an_expired_url_is_refused(sink: ResponseSink) -> None:
    url = sink.issue("stack", "Team", "request", issued_at=time.time() - 7201)

    assert put(url) == 403


@pytest.mark.parametrize("code", [403, 429, 500, 503])
def test_it_answers_another_status_for_as_many_requests_as_told(sink: ResponseSink, url: str, code: int) -> None:
    sink.trouble(status(code), times=2)

    assert [put(url) for _ in range(3)] == [code, code, 200]
    assert [one.status for one in sink.puts(url)] == [code, code, 200]
    assert len(sink.stored(url)) == 1


@pytest.mark.parametrize("stored", [False, True])
def test_it_drops_the_connection_before_or_after_it_kept_the_body(sink: ResponseSink, url: str, stored: bool) -> None:
    sink.trouble(dropped(stored=stored))

    with pytest.raises(ConnectionError):
        put(url)

    assert len(sink.stored(url)) == stored
    assert sink.puts(url)[0].status is None


def test_it_hangs(sink: ResponseSink, url: str) -> None:
    sink.trouble(HANG)

    with pytest.raises(TimeoutError):
        put(url, timeout=0.2)


def test_waiting_ends_when_nothing_will_come(sink: ResponseSink, url: str) -> None:
    started = time.monotonic()

    assert sink.wait_for(url, 30, given_up=lambda: True) is None
    assert sink.wait_for(url, 0.1) is None
    assert time.monotonic() - started < 2

"""Delivery of the answer: once, again while that may help, and by the way there is."""

from __future__ import annotations

import itertools
import logging
import ssl
import time
import traceback
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock, call

import pytest
import urllib3

from bench.bucket import Bucket
from support.raw_server import Proxy, always, drip, raw_server
from support.response_sink import HANG, HANG_SECONDS, ResponseSink, dropped, status
from unit.function.protocol.given import Scripted
from unit.function.scene import STACK_ID
from workteam_provider.protocol import clock as real
from workteam_provider.protocol import delivery, trust
from workteam_provider.protocol.delivery import deliver, put
from workteam_provider.protocol.errors import DeliveryError
from workteam_provider.protocol.log import silence_libraries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.clock import Clock

URL = "https://bucket.test/x?X-Amz-Signature=s3cr3t"
OK = "HTTP/1.1 200 OK\r\n"
MALFORMED = f"{OK}Content-Length: 0\r\n: no name\r\n broken\r\nnonsense\r\n\r\n"


def by(tries: Scripted, seconds: float = 60) -> None:
    deliver(URL, b"{}", end_of_function=1000 + seconds, put=tries)


def to(url: str, seconds: float = 60) -> None:
    deliver(url, b"{}", end_of_function=real.now() + seconds)


@pytest.mark.parametrize("code", [200, 204, 299])
def test_p01_what_is_taken_is_delivered_once(clock: Clock, code: int) -> None:
    tries = Scripted(clock, code)

    by(tries)

    assert tries.calls == [(URL, b"{}", 10)]


@pytest.mark.parametrize(
    "trouble",
    [
        408, 425, 429, 500, 502, 503, 504, urllib3.exceptions.ProtocolError("dropped"), ConnectionResetError(),
        urllib3.exceptions.SSLError("x"), OSError("unreachable"), RuntimeError("no new thread"), TimeoutError(),
    ],
    ids=repr,
)  # fmt: skip
def test_p02_what_passes_is_tried_again_with_growing_pauses(clock: Clock, trouble: int | Exception) -> None:
    tries = Scripted(clock, *[trouble] * 7, 204)

    by(tries)

    pauses = [later - earlier for earlier, later in itertools.pairwise(tries.at)]
    assert len(pauses) == 7
    assert pauses[0] <= 0.5
    assert pauses[-1] > 4 * pauses[0]
    assert max(pauses) <= 8


def test_p04_trouble_that_lasts_ends_in_time(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    tries = Scripted(clock, 503)

    with pytest.raises(DeliveryError, match="status 503"):
        by(tries)

    first = caplog.records[0]
    assert (first.levelname, first.getMessage()) == ("WARNING", "delivering the answer again")
    assert first.__dict__["outcome"] == "status 503"

    assert clock.now <= 1060 - 0.3
    assert len(tries.at) > 7


@pytest.mark.parametrize("code", [300, 302, 400, 403, 404, 411, 412])
@pytest.mark.parametrize("between", [[], [503, 503]])
def test_p03_a_refusal_is_taken_after_one_more_try(clock: Clock, code: int, between: list[int]) -> None:
    tries = Scripted(clock, code, *between, code)

    with pytest.raises(DeliveryError, match=f"status {code}"):
        by(tries)

    assert len(tries.at) == 2 + len(between)
    by(Scripted(clock, code, *between, 200), 999)


@pytest.mark.parametrize("seconds", [0.3, 0, -999])
def test_p10_without_time_no_try_is_made(clock: Clock, seconds: float) -> None:
    with pytest.raises(DeliveryError, match="no try"):
        by(Scripted(clock, AssertionError("it was tried")), seconds)


def test_p04_p39_a_try_is_left_after_ten_seconds_and_made_again(clock: Clock) -> None:
    tries = Scripted(clock, 200, takes=9999)

    with pytest.raises(DeliveryError, match="TimeoutError"):
        by(tries, 25)

    first, second, third = (timeout for _, _, timeout in tries.calls)
    assert (first, second) == (10, 10)
    assert third < 5
    assert clock.now <= 1025


@pytest.mark.parametrize("error", [urllib3.exceptions.MaxRetryError(Mock(), URL), ValueError(URL)], ids=["a", "b"])
def test_p01_p43_a_failure_is_told_and_nothing_of_the_url(
    clock: Clock, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryError, match=type(error).__name__) as caught:
        by(Scripted(clock, error), 10)

    last = caplog.records[-1]
    assert (last.levelname, last.getMessage()) == ("ERROR", "the answer could not be delivered")
    assert last.__dict__["outcome"] == str(caught.value)
    told = "".join(traceback.format_exception(caught.value)) + "".join(str(one.__dict__) for one in caplog.records)
    assert "s3cr3t" not in told


@pytest.fixture
def sink() -> Iterator[ResponseSink]:
    with ResponseSink() as sink:
        yield sink
        assert sink.strays == []


@pytest.fixture
def url(sink: ResponseSink) -> str:
    return sink.issue(STACK_ID, "Team", "request")


def test_p01_the_body_arrives_as_the_signature_wants_it(sink: ResponseSink, url: str) -> None:
    deliver(url, b'{"a": "\xc3\xbc"}', end_of_function=real.now() + 60)

    [put] = sink.puts(url)
    assert (put.body, put.status, put.headers.get("Content-Length")) == (b'{"a": "\xc3\xbc"}', 200, "11")
    assert not put.headers.get("Content-Type")
    assert "Transfer-Encoding" not in put.headers


@pytest.mark.parametrize("trouble", [status(503), status(429), dropped(), dropped(stored=True)], ids=str)
def test_p02_trouble_on_the_way_is_ridden_out(
    sink: ResponseSink, url: str, trouble: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real, "sleep", lambda _: None)
    sink.trouble(trouble, trouble)

    to(url)

    assert len(sink.puts(url)) == 3


def test_p02_a_try_is_one_request(sink: ResponseSink, url: str) -> None:
    sink.trouble(dropped())

    with pytest.raises(urllib3.exceptions.HTTPError):
        put(url, b"{}", 10)

    assert len(sink.puts(url)) == 1


def test_p04_a_try_ends_in_its_time(sink: ResponseSink, url: str) -> None:
    sink.trouble(HANG)
    started = time.monotonic()

    with pytest.raises(urllib3.exceptions.HTTPError):
        put(url, b"{}", 0.3)

    assert time.monotonic() - started < HANG_SECONDS / 2


@pytest.mark.parametrize("answer", [drip(OK, "X: x\r\n"), lambda *given: given[2].wait()], ids=["drops", "never"])
def test_p04_a_peer_that_never_ends_is_left_in_time(answer: Any) -> None:
    started = time.monotonic()

    with raw_server(answer) as host, pytest.raises(DeliveryError, match="Timeout"):
        to(f"http://{host}/x", 1)

    assert 0.6 < time.monotonic() - started < 30


@pytest.mark.parametrize(
    "answer", [always(MALFORMED), drip(f"{OK}Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")], ids=["odd", "endless"]
)
def test_p43_all_but_the_status_is_neither_read_nor_logged(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    silence_libraries()

    with caplog.at_level(logging.DEBUG), raw_server(answer) as host:
        to(f"http://{host}/x?X-Amz-Signature=s3cr3t", 11)

    assert "s3cr3t" not in caplog.text


def test_p05_a_redirect_is_not_followed(sink: ResponseSink, clock: Clock) -> None:
    moved = f"HTTP/1.1 307 Moved\r\nLocation: http://{sink.host}/x\r\nContent-Length: 0\r\n\r\n"
    with raw_server(always(moved)) as host, pytest.raises(DeliveryError, match="status 307"):
        to(f"http://{host}/x")


@pytest.mark.parametrize(
    ("variable", "at", "error"),
    [
        ("HTTP_PROXY", "x.test", urllib3.exceptions.ProxyError),
        ("NO_PROXY", "{}", urllib3.exceptions.NewConnectionError),
    ],
)
def test_p60_nobody_there(monkeypatch: pytest.MonkeyPatch, variable: str, at: str, error: type[Exception]) -> None:
    with raw_server(always("")) as host:
        monkeypatch.setenv(variable, f"http://{host}")

    with pytest.raises(error):
        put(f"http://{at.format(host)}/x", b"{}", 10)


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    with Bucket(tmp_path) as bucket:
        yield bucket


@pytest.fixture(autouse=True)
def _fresh_trust() -> Iterator[None]:
    for trusted in (trust.amazons, trust.everyones):
        trusted.cache_clear()
    yield
    for trusted in (trust.amazons, trust.everyones):
        trusted.cache_clear()


@pytest.fixture
def trusted(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("SSL_CERT_FILE", str(bucket.certificates))
    return bucket


def test_p05_a_certificate_that_nobody_vouches_for_gets_no_answer(bucket: Bucket) -> None:
    with pytest.raises(urllib3.exceptions.SSLError):
        put(bucket.url(), b"{}", 10)

    assert bucket.last == b""


def test_p05_a_certificate_for_another_host_gets_no_answer(trusted: Bucket) -> None:
    with pytest.raises(urllib3.exceptions.SSLError):
        put(trusted.url().replace("localhost", "127.0.0.1"), b"{}", 10)

    assert trusted.last == b""


def test_the_certificates_are_read_once(trusted: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Mock(side_effect=ssl.create_default_context)
    monkeypatch.setattr(ssl, "create_default_context", make)

    for _ in range(3):
        to(trusted.url())

    assert (trusted.last, make.call_count) == (b"{}", 1)
    assert 0 < make.call_args.kwargs["cadata"].count("BEGIN") < trusted.certificates.read_text().count("BEGIN")


@pytest.mark.parametrize("proxied", [False, True])
def test_p05_a_context_that_trusts_nobody_gets_no_answer_through(
    trusted: Bucket, monkeypatch: pytest.MonkeyPatch, proxied: bool
) -> None:
    nobody = Mock(return_value=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    monkeypatch.setattr(trust, "amazons", nobody)
    monkeypatch.setattr(trust, "everyones", nobody)
    with raw_server(Proxy()) as host:
        if proxied:
            monkeypatch.setenv("HTTPS_PROXY", f"http://{host}")
        with pytest.raises(urllib3.exceptions.SSLError):
            put(trusted.url(), b"{}", 10)

    assert (trusted.last, nobody.call_count) == (b"", 2)


@pytest.mark.parametrize("error", [urllib3.exceptions.SSLError("x"), urllib3.exceptions.ProxyError("x", OSError())])
def test_p60_all_authorities_are_asked_where_amazons_do_not_vouch_for_a_proxy(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    send = Mock(side_effect=[error, 200])
    monkeypatch.setattr(delivery, "_put", send)
    monkeypatch.setattr(trust, "amazons", Mock(return_value="Amazon's"))
    monkeypatch.setattr(trust, "everyones", Mock(return_value="everyone's"))

    assert put(URL, b"{}", 10) == 200
    assert send.call_args_list == [call(URL, b"{}", 10, "Amazon's"), call(URL, b"{}", 10, "everyone's")]


def test_an_authority_without_amazons_name_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Bucket(tmp_path, organization="Company") as bucket:
        monkeypatch.setenv("SSL_CERT_FILE", str(bucket.certificates))
        to(bucket.url())

        assert bucket.last == b"{}"


@pytest.mark.parametrize(
    "certificates", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nQW1hem9u\n-----END CERTIFICATE-----", None]
)
def test_a_machine_without_authorities_trusts_nobody(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificates: str | None
) -> None:
    file = tmp_path / "none.pem"
    if certificates is not None:
        file.write_text(certificates)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    with pytest.raises(urllib3.exceptions.SSLError):
        put(bucket.url(), b"{}", 10)

    assert bucket.last == b""


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
@pytest.mark.parametrize("without", ["", "127.0.0.1,.example"])
def test_p60_an_https_answer_goes_through_the_proxys_tunnel(
    trusted: Bucket, monkeypatch: pytest.MonkeyPatch, variable: str, without: str
) -> None:
    proxy = Proxy()
    with raw_server(proxy) as host:
        monkeypatch.setenv(variable, f"http://me:p%40ss@{host}")
        monkeypatch.setenv("NO_PROXY", without)
        to(trusted.url())

    [head] = proxy.heads
    assert head.startswith(f"CONNECT {trusted.host} HTTP/1.")
    assert "Proxy-Authorization: Basic bWU6cEBzcw==" in head
    assert "X-Amz-Signature" not in head
    assert trusted.last == b"{}"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy"])
@pytest.mark.parametrize("user", ["", "http://", "http://me:p%40ss@"])
def test_p60_an_http_answer_goes_by_the_proxy(monkeypatch: pytest.MonkeyPatch, variable: str, user: str) -> None:
    proxy = Proxy()
    with raw_server(proxy) as host:
        monkeypatch.setenv(variable, f"{user}{host}")
        to("http://bucket.test/x?y=z")

    [head] = proxy.heads
    assert head.startswith("PUT http://bucket.test/x?y=z HTTP/1.")
    assert ("Proxy-Authorization: Basic bWU6cEBzcw==" in head) == ("@" in user)


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize("scheme", ["HTTP_PROXY", "http_proxy"])
@pytest.mark.parametrize("named", ["127.0.0.1", "x.test, 127.0.0.1", "*", "{}"])
def test_p60_a_host_in_no_proxy_is_reached_directly(
    sink: ResponseSink, url: str, monkeypatch: pytest.MonkeyPatch, variable: str, scheme: str, named: str
) -> None:
    proxy = Proxy()
    with raw_server(proxy) as host:
        monkeypatch.setenv(scheme, f"http://{host}")
        monkeypatch.setenv(variable, named.format(sink.host))
        to(url)

    assert (proxy.heads, len(sink.stored(url))) == ([], 1)

"""The answer: built within its limits, delivered once."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
import traceback
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st

from support.answers import MAX_BODY_BYTES, read_answer
from support.response_sink import HANG, ResponseSink, dropped, status
from unit.function.scene import STACK_ID, raw_event
from workteam_provider import response
from workteam_provider.errors import DeliveryError
from workteam_provider.events import parse_event
from workteam_provider.log import silence_libraries
from workteam_provider.response import FAILED, SUCCESS, Reply, build, deliver, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from unit.function.scene import Clock
    from workteam_provider.events import Event

INVOCATION = "11111111-2222-4333-8444-555555555555"
URL = "https://bucket.test/x?X-Amz-Signature=s3cr3t"
ANY_TEXT = st.text(st.characters(), max_size=3000)


def event(**changes: Any) -> Event:
    return parse_event(raw_event(**changes))


def read(body: bytes) -> dict[str, Any]:
    assert len(body) <= MAX_BODY_BYTES
    answer = json.loads(body, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert isinstance(answer, dict)
    for key in ("Status", "PhysicalResourceId", "StackId", "RequestId", "LogicalResourceId"):
        assert isinstance(answer[key], str)
        assert answer[key]
    return answer


class Put:
    """Answers with the given outcomes, one after another; records when and for how long it was asked."""

    def __init__(self, clock: Clock, *outcomes: int | Exception, takes: float = 0) -> None:
        self.clock = clock
        self.outcomes = list(outcomes)
        self.takes = takes
        self.at: list[float] = []
        self.timeouts: list[float] = []

    def __call__(self, url: str, body: bytes, timeout: float) -> int:
        self.at.append(self.clock.now)
        self.timeouts.append(timeout)
        self.clock.now += min(self.takes, timeout)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class TestBuild:
    def test_a_success_carries_ids_and_data(self) -> None:
        raw = raw_event()

        answer = read_answer(build(parse_event(raw), SUCCESS, "arn", "", {"WorkteamArn": "arn"}), raw)

        assert (answer.status, answer.physical_id, answer.data) == ("SUCCESS", "arn", {"WorkteamArn": "arn"})

    @pytest.mark.parametrize(
        "text", ["x", "\x00", "\u2028", '"', "\\", "ü", "日", "🙂", "\ud800", "\udfff\ud800", "\x7f"]
    )
    @pytest.mark.parametrize("length", [1, 1000, 1024, 1025, 4096, 100_000])
    def test_p07_p08_a_long_reason_keeps_its_start_and_its_end(self, text: str, length: int) -> None:
        reason = f"CreateWorkteam failed with ValidationException: {text * length} (request {INVOCATION})"

        told = read(build(event(), FAILED, "id", reason, {}))["Reason"]

        assert told.startswith("CreateWorkteam failed with ValidationException: ")
        assert told.endswith(f"(request {INVOCATION})")

    @settings(max_examples=100, deadline=None)
    @given(reason=ANY_TEXT, repeat=st.integers(1, 40), physical_id=st.text(min_size=1, max_size=250), data=st.text())
    def test_p07_any_text_makes_a_valid_body(self, reason: str, repeat: int, physical_id: str, data: str) -> None:
        answer = read(build(event(), FAILED, physical_id, reason * repeat, {"a": data[:100]}))

        assert bool(answer["Reason"]) == bool(reason)
        assert answer["Status"] == "FAILED"

    @pytest.mark.parametrize("character", ["x", '"', "ü", "🙂"])
    def test_p07_the_longest_ids_leave_room_for_a_reason(self, character: str) -> None:
        longest = event(
            StackId=STACK_ID[:-36] + "x" * 400, RequestId="r" * 128, LogicalResourceId="L" * 255, PhysicalResourceId="p"
        )
        physical_id = character * (1024 // len(character.encode()))

        told = read(build(longest, FAILED, physical_id, "UpdateWorkteam failed: " + "x" * 5000, {}))

        assert told["PhysicalResourceId"] == physical_id
        assert told["Reason"].startswith("UpdateWorkteam failed")

    def test_p07_data_that_is_too_long_becomes_a_failure(self) -> None:
        answer = read(build(event(), SUCCESS, "id", "", {"SubDomain": "x" * 5000}))

        assert answer["Status"] == "FAILED"
        assert answer["Reason"]

    @pytest.mark.parametrize(
        "data",
        [{"a": object()}, {"a": {1, 2}}, {"a": b"x"}, {("a",): "x"}, {"a": float("nan")}, {"a": float("inf")}],
        ids=["object", "set", "bytes", "key", "nan", "inf"],
    )
    def test_p09_data_that_json_can_not_carry_becomes_a_whole_failure(self, data: dict[Any, Any]) -> None:
        answer = read(build(event(), SUCCESS, "id", "", data))

        assert answer["Status"] == "FAILED"
        assert answer["PhysicalResourceId"] == "id"
        assert answer["Reason"]
        assert answer["Data"] == {}

    def test_p09_data_that_holds_itself_becomes_a_whole_failure(self) -> None:
        data: dict[str, Any] = {}
        data["a"] = data

        assert read(build(event(), SUCCESS, "id", "", data))["Status"] == "FAILED"


class TestShorten:
    @pytest.mark.parametrize("longest", [0, 1, 20, 64, 300, 1024])
    @settings(max_examples=30, deadline=None)
    @given(text=ANY_TEXT)
    def test_p08_is_never_longer_and_keeps_the_start(self, longest: int, text: str) -> None:
        short = shorten(text, longest)

        assert len(short) <= longest or short == text
        assert short[: longest // 2] == text[: longest // 2]

    def test_p08_what_fits_stays(self) -> None:
        assert shorten("x" * 10, 10) == "x" * 10

    def test_p08_start_and_end_stay(self) -> None:
        assert re.fullmatch(r"start-x+ \.\.\. x+-end", shorten(f"start-{'x' * 2000}-end", 1024))
        assert len(shorten("x" * 2000, 1024)) == 1024


class TestDeliver:
    def test_p01_a_success_is_delivered_once(self, clock: Clock) -> None:
        put = Put(clock, 200)

        deliver(URL, b"", until=1060, put=put)

        assert put.at == [1000]

    @pytest.mark.parametrize(
        "trouble",
        [
            408, 425, 429, 500, 502, 503, 504,
            urllib3.exceptions.ProtocolError("dropped"), urllib3.exceptions.SSLError("x"), ConnectionResetError(),
            urllib3.exceptions.ReadTimeoutError(None, URL, "late"), OSError("unreachable"),  # type: ignore[arg-type]
        ],
        ids=repr,
    )  # fmt: skip
    def test_p02_what_passes_is_tried_again_with_growing_pauses(self, clock: Clock, trouble: int | Exception) -> None:
        put = Put(clock, *[trouble] * 7, 204)

        deliver(URL, b"", until=1060, put=put)

        pauses = [later - earlier for earlier, later in zip(put.at, put.at[1:], strict=False)]
        assert len(pauses) == 7
        assert pauses[0] <= 0.5
        assert pauses[-1] > 4 * pauses[0]
        assert max(pauses) <= 8

    def test_p04_a_trouble_that_lasts_ends_in_time(self, clock: Clock) -> None:
        put = Put(clock, 503)

        with pytest.raises(DeliveryError, match="status 503"):
            deliver(URL, b"", until=1060, put=put)

        assert clock.now <= 1060
        assert len(put.at) > 7

    @pytest.mark.parametrize("code", [300, 302, 400, 403, 404, 411, 412])
    def test_p03_a_refusal_is_taken_after_one_more_try(self, clock: Clock, code: int) -> None:
        put = Put(clock, code)

        with pytest.raises(DeliveryError, match=f"status {code}"):
            deliver(URL, b"", until=1060, put=put)

        assert len(put.at) == 2

    def test_p03_a_refusal_that_passes_is_no_failure(self, clock: Clock) -> None:
        deliver(URL, b"", until=1060, put=Put(clock, 403, 503, 200))

    @pytest.mark.parametrize("until", [1000.0, 999.0, 0.0])
    def test_p10_without_time_no_try_is_made(self, clock: Clock, until: float) -> None:
        put = Put(clock, 200)

        with pytest.raises(DeliveryError, match="no try"):
            deliver(URL, b"", until=until, put=put)

        assert put.at == []

    def test_p04_each_try_is_limited_by_the_time_left(self, clock: Clock) -> None:
        put = Put(clock, urllib3.exceptions.ReadTimeoutError(None, URL, "late"), takes=99)  # type: ignore[arg-type]

        with pytest.raises(DeliveryError):
            deliver(URL, b"", until=1025, put=put)

        assert clock.now <= 1025
        assert put.timeouts[:2] == [10, 10]
        assert put.timeouts[-1] < 10

    def test_p43_the_error_tells_nothing_of_the_url(self, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
        put = Put(clock, urllib3.exceptions.MaxRetryError(None, URL, None))  # type: ignore[arg-type]

        with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryError) as caught:
            deliver(URL, b"", until=1010, put=put)

        assert "s3cr3t" not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None
        assert "s3cr3t" not in caplog.text
        assert "MaxRetryError" in caplog.text + str(caplog.records[-1].__dict__)


@pytest.fixture
def sink() -> Iterator[ResponseSink]:
    with ResponseSink() as sink:
        yield sink


@pytest.fixture
def url(sink: ResponseSink) -> str:
    return sink.issue(STACK_ID, "Team", "request")


class TestOverTheWire:
    def test_p01_the_body_arrives_as_the_signature_wants_it(self, sink: ResponseSink, url: str) -> None:
        deliver(url, b'{"a": "\xc3\xbc"}', until=time.monotonic() + 5)

        [put] = sink.puts(url)
        assert (put.body, put.status, put.headers.get("Content-Length")) == (b'{"a": "\xc3\xbc"}', 200, "11")
        assert not put.headers.get("Content-Type")
        assert "Transfer-Encoding" not in put.headers
        assert sink.strays == []

    @pytest.mark.parametrize("trouble", [status(503), status(429), dropped(), dropped(stored=True)], ids=str)
    def test_p02_trouble_on_the_way_is_ridden_out(
        self, sink: ResponseSink, url: str, trouble: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(response, "pauses", lambda first: iter([0.01] * 99))
        sink.trouble(trouble, trouble)

        deliver(url, b"{}", until=time.monotonic() + 5)

        assert len(sink.puts(url)) == 3

    def test_p02_each_try_is_one_request(self, sink: ResponseSink, url: str) -> None:
        sink.trouble(dropped())

        with pytest.raises(urllib3.exceptions.HTTPError):
            response._put(url, b"{}", 5)

        assert len(sink.puts(url)) == 1

    def test_p04_a_try_ends_in_its_own_time(self, sink: ResponseSink, url: str) -> None:
        sink.trouble(HANG)
        started = time.monotonic()

        with pytest.raises(urllib3.exceptions.HTTPError):
            response._put(url, b"{}", 0.3)

        assert time.monotonic() - started < 1

    def test_p04_a_peer_that_never_answers_is_left_in_time(self, sink: ResponseSink, url: str) -> None:
        sink.trouble(HANG, times=9)
        started = time.monotonic()

        with pytest.raises(DeliveryError):
            deliver(url, b"{}", until=started + 0.4)

        assert 0.3 < time.monotonic() - started < 1

    def test_p04_a_peer_that_answers_drop_by_drop_is_left_in_time(self) -> None:
        with raw_server(drip) as host:
            started = time.monotonic()
            with pytest.raises(DeliveryError):
                deliver(f"http://{host}/x", b"{}", until=started + 0.4)

            assert time.monotonic() - started < 1.5

    def test_p04_an_answer_without_end_is_left_in_time(self) -> None:
        with raw_server(endless_body) as host:
            started = time.monotonic()

            deliver(f"http://{host}/x", b"{}", until=started + 0.4)

            assert time.monotonic() - started < 1.5

    def test_p05_a_redirect_is_not_followed(self) -> None:
        with ResponseSink() as other, raw_server(redirect_to(other.host)) as host:
            with pytest.raises(DeliveryError, match="status 307"):
                deliver(f"http://{host}/x", b"{}", until=time.monotonic() + 3)

            assert other.strays == []

    def test_p04_nobody_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]

        with pytest.raises(DeliveryError, match="Error"):
            deliver(f"http://127.0.0.1:{port}/x", b"{}", until=time.monotonic() + 0.2)

    def test_p43_nothing_of_the_url_is_logged_whatever_the_peer_answers(self, caplog: pytest.LogCaptureFixture) -> None:
        silence_libraries()
        with caplog.at_level(logging.DEBUG), raw_server(malformed_headers) as host:
            deliver(f"http://{host}/x?X-Amz-Signature=s3cr3t", b"{}", until=time.monotonic() + 2)

        assert "s3cr3t" not in caplog.text


class TestReply:
    def test_p01_the_first_answer_is_the_only_one(self, clock: Clock, delivered: list[dict[str, Any]]) -> None:
        reply = Reply(event(), INVOCATION, 1060)

        reply.send(FAILED, "first", reason="why")
        reply.send(SUCCESS, "second")

        [answer] = delivered
        assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", "first")
        assert answer["Reason"] == f"why (request {INVOCATION})"
        assert reply.undelivered is None

    def test_p01_a_success_has_no_reason(self, clock: Clock, delivered: list[dict[str, Any]]) -> None:
        Reply(event(), INVOCATION, 1060).send(SUCCESS, "id", reason="ignored", data={"a": "b"})

        assert (delivered[0]["Reason"], delivered[0]["Data"]) == ("", {"a": "b"})

    def test_p03_what_can_not_be_delivered_is_kept_and_logged_without_the_url(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(response, "_put", Put(clock, 403))
        reply = Reply(event(), INVOCATION, 1060)

        with caplog.at_level(logging.DEBUG):
            reply.send(SUCCESS, "id")
            reply.send(FAILED, "id")

        assert isinstance(reply.undelivered, DeliveryError)
        told = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
        assert "status 403" in told
        assert "s3cr3t" not in told

    def test_p04_a_reserve_is_kept_before_the_function_ends(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(response, "_put", Put(clock, 503))

        Reply(event(), INVOCATION, 1030).send(SUCCESS, "id")

        assert 1020 < clock.now <= 1029.8

    def test_p01_an_answer_that_can_not_even_be_tried_is_kept_as_undelivered(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(response, "run_bounded", refuse)
        reply = Reply(event(), INVOCATION, time.monotonic() + 60)

        reply.send(SUCCESS, "id")

        assert "RuntimeError" in str(reply.undelivered)

    def test_p01_a_sender_that_breaks_in_an_unforeseen_way_is_no_delivered_answer(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(response, "_put", Put(clock, ValueError(URL)))
        reply = Reply(event(), INVOCATION, 1030)

        with suppress(ValueError):
            reply.send(SUCCESS, "id")

        assert reply.undelivered is not None


@pytest.fixture
def delivered(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []

    def put(url: str, body: bytes, timeout: float) -> int:
        answers.append(read(body))
        return 200

    monkeypatch.setattr(response, "_put", put)
    return answers


@contextmanager
def raw_server(answer: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """Serve connections by hand, for answers that no well-behaved server gives."""
    closed = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            with suppress(OSError):
                answer(connection, closed)

    def accept() -> None:
        while not closed.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            closed.set()
            server.shutdown(socket.SHUT_RDWR)
    thread.join(1)


def drip(connection: socket.socket, closed: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(30):
        connection.sendall(b"X-Drop: x\r\n")
        if closed.wait(0.1):
            return


def endless_body(connection: socket.socket, closed: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(30):
        connection.sendall(b"1\r\nx\r\n")
        if closed.wait(0.1):
            return


def redirect_to(host: str) -> Callable[[socket.socket, threading.Event], None]:
    def answer(connection: socket.socket, closed: threading.Event) -> None:
        connection.sendall(f"HTTP/1.1 307 Moved\r\nLocation: http://{host}/x\r\nContent-Length: 0\r\n\r\n".encode())

    return answer


def malformed_headers(connection: socket.socket, closed: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n: no name\r\n broken\r\nnonsense\r\n\r\n")

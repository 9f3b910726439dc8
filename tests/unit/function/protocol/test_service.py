"""Calls of an AWS API: one try at a time, each bounded, repeated while what failed may pass."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore import exceptions
from botocore.retries import standard

from support.fake_sagemaker import client_error
from support.raw_server import always, drip, raw_server
from unit.function.protocol.given import Scripted
from workteam_provider.client import sagemaker
from workteam_provider.protocol import service
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.errors import OutOfTimeError, ServiceError
from workteam_provider.protocol.service import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.clock import Clock

DENIED = ("AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId")
Throttled: Any = standard.ThrottledRetryableChecker
Transient: Any = standard.TransientRetryableChecker
THROTTLED, TRANSIENT = set(Throttled._THROTTLED_ERROR_CODES), set(Transient._TRANSIENT_ERROR_CODES)
ON_THE_WAY: list[Exception] = [
    exceptions.ReadTimeoutError(endpoint_url="x"), exceptions.ConnectTimeoutError(endpoint_url="x"),
    exceptions.EndpointConnectionError(endpoint_url="x"), exceptions.ConnectionClosedError(endpoint_url="x"),
    exceptions.SSLError(endpoint_url="x", error=OSError()), exceptions.ProxyConnectionError(proxy_url="x"),
    *(kind(error="cut") for kind in Transient._TRANSIENT_EXCEPTION_CLS),
]  # fmt: skip
NEVER_SENT: list[Exception] = [exceptions.NoCredentialsError(), exceptions.ParamValidationError(report="x")]


def failure(code: str, status: int = 400) -> Exception:
    return client_error("AddTags", code, "words", status)


def call(tries: Scripted, seconds: float = 900, **options: Any) -> dict[str, Any]:
    made = Service(SimpleNamespace(add_tags=tries), Deadline(seconds), lambda text: text.replace("words", "*"))
    return made.call("add_tags", {"ResourceArn": "arn"}, **options)


def fails(tries: Scripted, seconds: float = 900, **options: Any) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        call(tries, seconds, **options)
    return caught.value


@pytest.mark.parametrize(
    ("error", "passes", "lasts"),
    [
        *((failure(code), 30, 45) for code in DENIED),
        *((failure(code, status), 10, 240) for code in sorted(THROTTLED) for status in (400, 429, 503)),
        *((failure(code), 10, 60) for code in sorted(TRANSIENT - THROTTLED)),
        *((failure("InternalFailure", status), 10, 60) for status in Transient._TRANSIENT_STATUS_CODES),
        *((error, 10, 60) for error in ON_THE_WAY),
    ],
    ids=repr,
)
def test_p36_p37_what_may_pass_is_ridden_out_for_its_time(
    clock: Clock, error: Exception, passes: float, lasts: float
) -> None:
    tries = Scripted(clock, error)
    clock.after(passes, lambda: tries.outcomes.__setitem__(0, {"a": "b"}))
    assert call(tries) == {"a": "b"}
    assert tries.calls[-1] == {"ResourceArn": "arn"}

    started, tries = clock.now - 1000, Scripted(clock, error)
    fails(tries)
    assert lasts - (20 if lasts == 240 else 8) <= tries.at[-1] - started <= lasts


@pytest.mark.parametrize(
    "error",
    [
        *map(failure, ("ValidationException", "ResourceInUse", "ResourceLimitExceeded", "Throttle")), *NEVER_SENT,
        failure("ExpiredTokenException", 403), failure("Moved", 301),
    ],
    ids=repr,
)  # fmt: skip
def test_p37_what_lasts_is_tried_once_unless_the_caller_has_patience(clock: Clock, error: Exception) -> None:
    once, again = Scripted(clock, error), Scripted(clock, error)

    fails(once)
    fails(again, patience=lambda _: 20)

    assert once.at == [0]
    assert 12 <= again.at[-1] <= 20


@pytest.mark.parametrize(("late", "lasts"), [(0, 45), (30, 15), (44, 1), (100, 0)])
def test_p36_a_denial_is_believed_45_seconds_after_the_events_start(clock: Clock, late: float, lasts: float) -> None:
    tries = Scripted(clock, failure("AccessDeniedException"))
    made = Service(SimpleNamespace(add_tags=tries), Deadline(900))
    clock.now += late

    with pytest.raises(ServiceError, match="AddTags failed with AccessDeniedException: words"):
        made.call("add_tags", {})

    assert late + lasts - 8 <= tries.at[-1] <= late + lasts


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        *((failure(code), True) for code in ("ValidationException", *DENIED, *sorted(THROTTLED))),
        *((failure(code), False) for code in sorted(TRANSIENT - THROTTLED)), *((error, True) for error in NEVER_SENT),
        (failure("InternalFailure", 500), False), (failure("SlowDown", 503), False), (failure("Moved", 301), False),
        (exceptions.ClientError({}, "AddTags"), False), *((error, False) for error in ON_THE_WAY),
    ],
    ids=repr,
)  # fmt: skip
def test_p15_an_error_tells_whether_any_try_can_have_had_an_effect(
    clock: Clock, error: Exception, refused: bool
) -> None:
    assert fails(Scripted(clock, error)).refused == refused
    assert not fails(Scripted(clock, failure("InternalFailure", 500), error)).refused


def test_p55_ownership_is_proved_before_every_try_but_the_first(clock: Clock) -> None:
    tries = Scripted(clock, failure("ThrottlingException"), failure("InternalFailure", 500), {})
    prove = Scripted(clock, None)

    call(tries, before_again=prove)

    assert prove.at == tries.at[1:]
    assert tries.at[1] <= 1
    assert tries.at[2] - tries.at[1] >= 6


@pytest.mark.parametrize("takes", [31, 10_000])
def test_p39_a_call_takes_30_seconds_at_most(clock: Clock, takes: float) -> None:
    tries = Scripted(clock, {}, takes=takes)

    error = fails(tries)

    assert str(error) == "AddTags failed with NoWholeAnswer: no whole answer within 30 seconds"
    assert (error.refused, error.broken) == (False, True)
    assert tries.at[0] == 0
    assert 30.5 <= tries.at[1] <= 31
    assert clock.now - 1000 == tries.at[1] + 30
    assert call(Scripted(clock, {}, takes=30)) == {}


def test_p11_a_call_that_hangs_ends_with_the_time_for_work(clock: Clock) -> None:
    tries = Scripted(clock, {}, takes=10_000)

    for seconds in (20, 2):
        with pytest.raises(OutOfTimeError):
            call(tries, seconds)

    assert tries.at == [0]
    assert clock.now == pytest.approx(1018)


@pytest.mark.parametrize("error", [KeyError("x"), SystemExit(1), MemoryError()], ids=repr)
def test_p01_anything_else_is_raised_as_it_is(clock: Clock, error: BaseException) -> None:
    tries = Scripted(clock, error)

    with pytest.raises(type(error)):
        call(tries)

    assert tries.at == [0]


def test_p25_an_answer_that_says_no_is_an_error(clock: Clock) -> None:
    def accept(answer: Mapping[str, Any]) -> None:
        if not answer["Success"]:
            raise ServiceError("AddTags", "Unsuccessful", "no", shown="no", refused=True)

    tries = Scripted(clock, {"Success": False}, {"Success": True})

    assert call(tries, accept=accept, patience=lambda error: 9.0 * (error.code == "Unsuccessful")) == {"Success": True}
    assert fails(Scripted(clock, {"Success": False}), accept=accept).code == "Unsuccessful"


@pytest.mark.parametrize("error", [failure("ValidationException"), exceptions.ParamValidationError(report="words")])
def test_p43_the_services_words_are_kept_but_not_shown(clock: Clock, error: Exception) -> None:
    told = fails(Scripted(clock, error))

    assert "words" in told.message
    assert "words" not in str(told)
    assert "*" in str(told)


def test_every_page_is_read(clock: Clock) -> None:
    tries = Scripted(clock, {"Tags": 1, "NextToken": "a"}, {"Tags": 2, "NextToken": "b"}, {"Tags": 3, "NextToken": ""})
    made = Service(SimpleNamespace(list_tags=tries), Deadline(300))

    assert [page["Tags"] for page in itertools.islice(made.pages("list_tags", {"ResourceArn": "x"}), 9)] == [1, 2, 3]
    assert tries.calls == [{"ResourceArn": "x", **more} for more in ({}, {"NextToken": "a"}, {"NextToken": "b"})]


START = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 999\r\n"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (drip("HTTP/1.1 200 OK\r\n", "X: x\r\n"), "NoWholeAnswer"), (drip(f"{START}\r\n", " "), "NoWholeAnswer"),
        (always(f"{START}\r\n{{"), "ConnectionClosedError"), (always(""), "ConnectionClosedError"),
        (always("nonsense\r\n\r\n"), "ConnectionClosedError"),
    ],
)  # fmt: skip
def test_p39_an_answer_that_never_becomes_whole_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch, answer: Any, code: str
) -> None:
    monkeypatch.setattr(service, "LONGEST_CALL_SECONDS", 0.5)
    monkeypatch.setattr(service, "BROKEN_SECONDS", 0)
    with raw_server(answer) as host:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", f"http://{host}")
        sagemaker.cache_clear()
        deadline = Deadline(60)
        before = deadline.remaining

        with pytest.raises(ServiceError, match=code) as caught:
            Service(sagemaker(), deadline).call("describe_workteam", {"WorkteamName": "crew"})

    sagemaker.cache_clear()
    assert before - deadline.remaining < 3
    assert (caught.value.refused, caught.value.broken) == (False, True)

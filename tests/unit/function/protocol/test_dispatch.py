"""What is taken from crhelper, what is not, and what an attempt holds when it is over."""

from __future__ import annotations

import hashlib
import inspect
import logging
import threading
import time
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from crhelper import CfnResource, resource_helper, utils

from unit.function.protocol.given import new_attempt
from unit.function.scene import REQUEST_ID
from workteam_provider.protocol.dispatch import REQUEST_TYPES, Dispatch
from workteam_provider.protocol.errors import InvalidEventError, OutOfTimeError, ResourceError, UnsendableError
from workteam_provider.protocol.log import silence_libraries

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.clock import Clock
    from workteam_provider.protocol.attempt import Attempt

MARKER = f"not-created:Team:{REQUEST_ID}"
IN_DOUBT = f"in-doubt:Team:{REQUEST_ID}"
FAILURES = [("Create", None, IN_DOUBT), ("Update", "old", "old"), ("Delete", "x", "x")]
HOLDS_ITSELF: dict[Any, Any] = {}
HOLDS_ITSELF["a"] = HOLDS_ITSELF


def run(attempt: Attempt, operation: Callable[[Attempt], None]) -> Attempt:
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000)
    Dispatch(attempt, dict.fromkeys(REQUEST_TYPES, operation)).run(context)
    return attempt


def fail(error: BaseException) -> Callable[[Attempt], None]:
    def operation(_: Attempt) -> None:
        raise error

    return operation


def succeed(attempt: Attempt) -> None:
    attempt.succeeded("arn", {"WorkteamArn": "arn"})


class TestCrhelper:
    def test_it_is_the_release_that_was_read(self) -> None:
        source = Path(resource_helper.__file__).read_bytes()

        assert version("crhelper") == "2.0.12"
        assert hashlib.sha256(source).hexdigest() == "44f57c03a2b1665ef47b2f0d2360584b79dcefc33d3d0881906a22f0d1a8f724"

    def test_three_methods_are_overridden_with_what_they_are_called_with(self) -> None:
        overridden = {name for name in vars(Dispatch) if hasattr(CfnResource, name) and not name.startswith("__")}

        assert overridden == {"_set_timeout", "_wrap_function", "_send"}
        for name in overridden:
            ours, theirs = (list(inspect.signature(getattr(of, name)).parameters) for of in (Dispatch, CfnResource))
            assert ours == theirs

    @pytest.mark.parametrize("request_type", REQUEST_TYPES)
    def test_p12_it_picks_the_function_of_the_request_type(self, request_type: str) -> None:
        ran: list[str] = []
        operations = {name: lambda _, name=name: ran.append(name) for name in REQUEST_TYPES}

        Dispatch(new_attempt(request_type), operations).run(SimpleNamespace(get_remaining_time_in_millis=lambda: 0))

        assert ran == [request_type]

    @pytest.mark.parametrize("request_type", REQUEST_TYPES)
    @pytest.mark.parametrize("sam_local", [None, "true"])
    def test_p44_it_neither_polls_nor_waits_nor_starts_a_timer_nor_makes_a_client_nor_sends(
        self, monkeypatch: pytest.MonkeyPatch, request_type: str, sam_local: str | None
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("it did")

        monkeypatch.setattr(CfnResource, "generate_physical_id", refuse)
        monkeypatch.setattr(threading, "Timer", refuse)
        monkeypatch.setattr(resource_helper, "sleep", refuse)
        monkeypatch.setattr(utils, "HTTPSConnection", refuse)
        monkeypatch.setattr(time, "sleep", refuse)
        if sam_local:
            monkeypatch.setenv("AWS_SAM_LOCAL", sam_local)
        assert vars(resource_helper)["boto3"].client("lambda", region_name="x", verify=None) is None

        attempt = run(new_attempt(request_type, PhysicalResourceId="given"), succeed)

        assert (attempt.error, attempt.physical_id) == (None, "arn")

    def test_p01_its_own_failure_is_answered(self) -> None:
        def remaining() -> int:
            raise KeyError("why")

        attempt = new_attempt("Delete")
        Dispatch(attempt, dict.fromkeys(REQUEST_TYPES, succeed)).run(
            SimpleNamespace(get_remaining_time_in_millis=remaining)
        )

        assert (type(attempt.error), str(attempt.error)) == (ResourceError, "crhelper failed: 'why'")

    @pytest.mark.parametrize("extra", [{"CrHelperPoll": True}, {"CrHelperData": {"a": "b"}}, {"CrHelperRule": "x"}])
    def test_p41_its_polling_is_out_of_reach_of_an_event(self, extra: dict[str, Any]) -> None:
        attempt = run(new_attempt("Delete", PhysicalResourceId="given", **extra), succeed)

        assert (attempt.error, attempt.data) == (None, {"WorkteamArn": "arn"})

    @pytest.mark.parametrize("level", [logging.DEBUG, logging.ERROR, 15, logging.NOTSET])
    def test_p43_the_level_of_the_log_is_left_alone_and_the_event_stays_out(
        self, caplog: pytest.LogCaptureFixture, level: int
    ) -> None:
        silence_libraries()
        with caplog.at_level(level):
            run(new_attempt(), succeed)
            run(new_attempt(), fail(KeyError("labels things")))

            assert logging.root.level == level
        told = "".join(str(record.__dict__) for record in caplog.records)
        assert "s3cr3t" not in told
        assert "labels things" not in told


class UnspeakableError(ResourceError):
    def __str__(self) -> str:
        raise RuntimeError("unspeakable")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ResourceError("why"), "why"), (KeyError("s3cr3t"), "unexpected KeyError at test_dispatch.py"),
        (RecursionError("s3cr3t"), "unexpected RecursionError"), (MemoryError(), "unexpected MemoryError"),
        (KeyboardInterrupt("s3cr3t"), "unexpected KeyboardInterrupt"), (SystemExit(1), "unexpected SystemExit"),
        (GeneratorExit(), "unexpected GeneratorExit"), (BaseException("s3cr3t"), "unexpected BaseException"),
        (UnicodeEncodeError("utf-8", "s3cr3t\ud800", 6, 7, "x"), "unexpected UnicodeEncodeError"),
        (UnspeakableError(), "crhelper failed: unspeakable"), (OutOfTimeError(), "ran out of time"),
    ],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize(("request_type", "given", "echoed"), FAILURES)
def test_p01_p17_whatever_is_raised_the_attempt_failed_with_its_id(
    error: BaseException, told: str, request_type: str, given: str | None, echoed: str
) -> None:
    def operation(attempt: Attempt) -> None:
        attempt.may_have_made()
        raise error

    attempt = run(new_attempt(request_type, PhysicalResourceId=given), operation)

    assert told in str(attempt.error)
    assert "s3cr3t" not in str(attempt.error)
    assert (attempt.physical_id, attempt.data) == (echoed, {})


def test_p17_what_is_wrong_with_a_stack_id_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    def operation(attempt: Attempt) -> None:
        _ = attempt.owner

    attempt = run(new_attempt("Delete", StackId="stack", PhysicalResourceId="given"), operation)

    assert (type(attempt.error), attempt.physical_id) == (InvalidEventError, "given")
    assert [record.getMessage() for record in caplog.records] == ["failed"]


@pytest.mark.parametrize(
    ("happens", "physical_id"),
    [
        ((), MARKER), (("may_have_made",), IN_DOUBT), (("may_have_made", "made_nothing"), MARKER),
        (("made_nothing", "may_have_made"), IN_DOUBT),
    ],
)  # fmt: skip
@pytest.mark.parametrize("given", [None, "", "given"])
def test_p15_the_id_says_whether_something_may_exist(
    happens: tuple[str, ...], physical_id: str, given: str | None
) -> None:
    attempt = new_attempt(PhysicalResourceId=given)

    for name in happens:
        getattr(attempt, name)()

    assert attempt.physical_id == (given or physical_id)


@pytest.mark.parametrize(("request_type", "given", "echoed"), FAILURES)
@pytest.mark.parametrize(
    ("data", "obstacle"),
    [
        *((odd, "can't be written as JSON: TypeError") for odd in ({"a": object()}, {"a": b"x"}, {(1,): "x"})),
        ({"a": float("nan")}, "can't be written as JSON: ValueError"),
        (HOLDS_ITSELF, "can't be written as JSON: ValueError"),
        ({"SubDomain": "x" * 5000}, "take 5017 bytes, more than an answer holds"),
    ],
    ids=["object", "bytes", "key", "nan", "itself", "long"],
)  # fmt: skip
def test_p09_p17_attributes_that_no_answer_carries_fail_the_attempt_with_its_id(
    request_type: str, given: str | None, echoed: str, data: dict[Any, Any], obstacle: str
) -> None:
    def operation(attempt: Attempt) -> None:
        attempt.may_have_made()
        attempt.succeeded("new", data)

    attempt = run(new_attempt(request_type, PhysicalResourceId=given), operation)

    assert (type(attempt.error), str(attempt.error)) == (UnsendableError, f"the attributes {obstacle}")
    assert (attempt.physical_id, attempt.data) == (echoed, {})


@pytest.mark.parametrize("request_type", ["Frobnicate", "create", "", "init", "poll_create", "None", 5, ["Create"], {}])
def test_p12_an_unknown_request_type_fails_and_runs_nothing(request_type: object) -> None:
    attempt = run(new_attempt(request_type), fail(AssertionError("it ran")))

    assert isinstance(attempt.error, InvalidEventError)
    assert str(attempt.error) == "`RequestType`: expected Create, Update or Delete; nothing was done"


@pytest.mark.parametrize(("seconds", "error"), [(4.9, OutOfTimeError), (5, type(None))])
def test_p10_p11_nothing_is_begun_without_time_for_it_and_no_thread_outlives_it(
    clock: Clock, seconds: float, error: type
) -> None:
    before = set(threading.enumerate())

    assert type(run(new_attempt(seconds=seconds), succeed).error) is error
    assert set(threading.enumerate()) == before


def test_p41_nothing_passes_from_one_event_to_the_next() -> None:
    run(new_attempt(RequestId="first", LogicalResourceId="One"), succeed)

    second = run(new_attempt(RequestId="second", LogicalResourceId="Two"), fail(ResourceError("why")))

    assert (second.physical_id, second.data) == ("not-created:Two:second", {})


def test_p09_attributes_of_1536_bytes_are_sent() -> None:
    attributes = {"a": "x" * (1536 - len('{"a": ""}'))}

    assert run(new_attempt(), lambda attempt: attempt.succeeded("new", attributes)).data == attributes

"""What is taken from crhelper, and what is not."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from crhelper import CfnResource, resource_helper

from unit.function.scene import raw_event
from workteam_provider import response
from workteam_provider.deadline import Deadline
from workteam_provider.errors import DeliveryError, OutOfTimeError, WorkteamError
from workteam_provider.events import parse_event
from workteam_provider.lifecycle import FailureId
from workteam_provider.log import silence_libraries
from workteam_provider.resource import WorkteamResource
from workteam_provider.response import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

MARKER = "not-created:Team:6ba7b810-9dad-11d1-80b4-00c04fd430c8"
_PRIVATE = (
    "_log_setup",
    "_wait_for_cwlogs",
    "_set_timeout",
    "_get_func",
    "_wrap_function",
    "_cfn_response",
    "_send",
)


def test_crhelper_is_the_release_that_was_read() -> None:
    source = Path(resource_helper.__file__).read_bytes()

    assert version("crhelper") == "2.0.12"
    assert hashlib.sha256(source).hexdigest() == "44f57c03a2b1665ef47b2f0d2360584b79dcefc33d3d0881906a22f0d1a8f724"


@pytest.mark.parametrize("name", _PRIVATE)
def test_crhelper_has_what_is_overridden(name: str) -> None:
    assert callable(getattr(CfnResource, name))
    assert name in vars(WorkteamResource)


def test_nothing_else_of_crhelpers_private_parts_is_overridden() -> None:
    overridden = {name for name in vars(WorkteamResource) if hasattr(CfnResource, name) and not name.startswith("__")}

    assert overridden == set(_PRIVATE)


class Bench:
    """One event's dispatch with its answers caught."""

    def __init__(self, raw: dict[str, Any], seconds: float = 300) -> None:
        self.raw = raw
        event = parse_event(raw)
        self.deadline = Deadline(seconds)
        self.failure_id = FailureId(event)
        self.reply = Reply(event, "invocation", self.deadline.end_of_function)
        self.resource = WorkteamResource(self.reply, self.deadline, self.failure_id)

    def run(self, function: Callable[[], str]) -> None:
        def operation(_event: object, _context: object) -> str:
            return function()

        self.resource.create(operation)
        self.resource.update(operation)
        self.resource.delete(operation)
        self.resource(self.raw, None)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    caught: list[dict[str, Any]] = []

    def put(url: str, body: bytes, timeout: float) -> int:
        caught.append(json.loads(body))
        return 200

    monkeypatch.setattr(response, "_put", put)
    return caught


def fail(error: BaseException) -> Callable[[], str]:
    def function() -> str:
        raise error

    return function


@pytest.mark.parametrize("request_type", ["Create", "Update", "Delete"])
def test_p01_what_returns_is_answered_with_its_id_and_data(answers: list[dict[str, Any]], request_type: str) -> None:
    bench = Bench(raw_event(request_type, PhysicalResourceId="given"))

    def function() -> str:
        bench.resource.Data = {"WorkteamArn": "arn"}
        return "arn"

    bench.run(function)

    [answer] = answers
    assert (answer["Status"], answer["PhysicalResourceId"], answer["Data"]) == (
        "SUCCESS",
        "arn",
        {"WorkteamArn": "arn"},
    )
    assert answer["NoEcho"] is False


@pytest.mark.parametrize(
    "error",
    [
        WorkteamError("why"),
        KeyError("secret"),
        RecursionError("secret"),
        MemoryError(),
        KeyboardInterrupt("secret"),
        SystemExit(1),
        GeneratorExit(),
        BaseException("secret"),
        UnicodeEncodeError("utf-8", "secret\ud800", 6, 7, "surrogates"),
    ],
    ids=repr,
)
def test_p01_whatever_is_raised_is_answered_once(answers: list[dict[str, Any]], error: BaseException) -> None:
    Bench(raw_event()).run(fail(error))

    [answer] = answers
    assert answer["Status"] == "FAILED"
    assert answer["PhysicalResourceId"] == MARKER
    assert "invocation" in answer["Reason"]
    assert "secret" not in answer["Reason"]
    assert (type(error).__name__ if type(error) is not WorkteamError else "why") in answer["Reason"]


def test_p01_an_error_that_can_not_be_told_is_answered_too(answers: list[dict[str, Any]]) -> None:
    class UnspeakableError(WorkteamError):
        def __str__(self) -> str:
            raise RuntimeError

    Bench(raw_event()).run(fail(UnspeakableError()))

    assert [answer["Status"] for answer in answers] == ["FAILED"]


@pytest.mark.parametrize("request_type", ["Update", "Delete"])
def test_p17_a_failure_echoes_the_id_it_was_given(answers: list[dict[str, Any]], request_type: str) -> None:
    Bench(raw_event(request_type, PhysicalResourceId="given")).run(fail(WorkteamError("why")))

    assert answers[0]["PhysicalResourceId"] == "given"


@pytest.mark.parametrize("request_type", ["Frobnicate", "create", "", "init", "poll_create", None, 5, ["Create"], {}])
def test_p12_an_unknown_request_type_is_answered_at_once_and_runs_nothing(
    answers: list[dict[str, Any]], request_type: object
) -> None:
    ran: list[bool] = []
    bench = Bench({**raw_event(), "RequestType": request_type})

    bench.run(lambda: ran.append(True) or "id")  # type: ignore[func-returns-value]

    [answer] = answers
    assert answer["Status"] == "FAILED"
    assert "`RequestType`" in answer["Reason"]
    assert ran == []


def test_p12_an_event_without_a_request_type_is_answered(answers: list[dict[str, Any]]) -> None:
    Bench(raw_event(RequestType=None)).run(lambda: "id")

    assert "`RequestType`" in answers[0]["Reason"]


@pytest.mark.parametrize("extra", [{"CrHelperPoll": True}, {"CrHelperData": {"a": "b"}}, {"CrHelperRule": "x"}])
def test_p41_crhelpers_polling_is_out_of_reach(answers: list[dict[str, Any]], extra: dict[str, Any]) -> None:
    bench = Bench({**raw_event("Delete", PhysicalResourceId="given"), **extra})

    bench.run(lambda: "given")

    assert [(answer["Status"], answer["PhysicalResourceId"]) for answer in answers] == [("SUCCESS", "given")]


def test_p42_no_client_is_made(answers: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a client was made")

    monkeypatch.setattr(resource_helper, "boto3", SimpleNamespace(client=refuse))

    Bench(raw_event()).run(lambda: "arn")

    assert answers[0]["Status"] == "SUCCESS"


def test_p44_a_delete_is_answered_without_a_pause(answers: list[dict[str, Any]]) -> None:
    started = time.monotonic()

    Bench(raw_event("Delete", PhysicalResourceId="given")).run(lambda: "given")

    assert time.monotonic() - started < 1


def test_p11_time_over_is_answered_once_while_the_handler_still_runs(answers: list[dict[str, Any]]) -> None:
    bench = Bench(raw_event(), seconds=2.1)
    answered, ended = threading.Event(), threading.Event()
    mutated: list[bool] = []

    def function() -> str:
        bench.failure_id.in_doubt()
        answered.wait(5)
        try:
            bench.deadline.require_open()
            mutated.append(True)
        finally:
            ended.set()
        return "arn"

    bench.run(function)
    answered.set()
    assert ended.wait(5)

    [answer] = answers
    assert str(OutOfTimeError()) in answer["Reason"]
    assert answer["PhysicalResourceId"].startswith("in-doubt:Team:")
    assert mutated == []


def test_p11_a_handler_that_succeeds_after_time_over_makes_no_second_answer(answers: list[dict[str, Any]]) -> None:
    bench = Bench(raw_event(), seconds=2.1)
    answered, ended = threading.Event(), threading.Event()

    def function() -> str:
        answered.wait(5)
        ended.set()
        return "arn"

    bench.run(function)
    answered.set()
    assert ended.wait(5)
    time.sleep(0.05)

    assert [answer["Status"] for answer in answers] == ["FAILED"]


def test_p11_the_invocation_ends_in_time_whatever_the_handler_waits_for(answers: list[dict[str, Any]]) -> None:
    release = threading.Event()
    started = time.monotonic()

    Bench(raw_event(), seconds=2.1).run(lambda: str(release.wait(10)))
    release.set()

    assert time.monotonic() - started < 2
    assert [answer["Status"] for answer in answers] == ["FAILED"]


def test_p11_nothing_outlives_an_event_that_ended(answers: list[dict[str, Any]]) -> None:
    before = threading.active_count()

    for _ in range(5):
        Bench(raw_event()).run(lambda: "arn")
    time.sleep(0.05)

    assert threading.active_count() <= before


def test_p03_an_answer_that_can_not_be_delivered_ends_the_invocation_with_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(response, "_put", lambda *_: 403)
    monkeypatch.setattr(response, "pauses", lambda first: iter([0.0] * 9))

    with pytest.raises(DeliveryError, match="403"):
        Bench(raw_event()).run(lambda: "arn")


def test_p01_a_sender_that_breaks_ends_the_invocation_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def put(*_: object) -> int:
        raise ValueError("s3cr3t")

    monkeypatch.setattr(response, "_put", put)

    with pytest.raises(DeliveryError, match="ValueError") as caught:
        Bench(raw_event(), seconds=0.6).run(lambda: "arn")

    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, 15, logging.NOTSET])
def test_p43_the_level_of_the_log_is_left_alone_and_the_event_stays_out(
    answers: list[dict[str, Any]], caplog: pytest.LogCaptureFixture, level: int
) -> None:
    silence_libraries()
    with caplog.at_level(level):
        Bench(raw_event()).run(lambda: "arn")
        Bench(raw_event()).run(fail(KeyError("labels things")))

        assert logging.root.level == level
    assert answers[0]["Status"] == "SUCCESS"
    told = "".join(str(record.__dict__) for record in caplog.records)
    assert "s3cr3t" not in told
    assert "labels things" not in told


def test_p41_nothing_passes_from_one_event_to_the_next(answers: list[dict[str, Any]]) -> None:
    first = Bench(raw_event(RequestId="first", LogicalResourceId="One"))
    first.resource.NoEcho = True

    def function() -> str:
        first.resource.Data = {"a": "b"}
        return "arn"

    first.run(function)
    Bench(raw_event(RequestId="second", LogicalResourceId="Two")).run(fail(WorkteamError("why")))

    assert (answers[1]["RequestId"], answers[1]["LogicalResourceId"]) == ("second", "Two")
    assert (answers[1]["Data"], answers[1]["NoEcho"]) == ({}, False)

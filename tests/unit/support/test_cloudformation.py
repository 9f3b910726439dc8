"""CloudFormation as the functional tests play it, with a function that answers what a test tells it to."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from support.answers import ProtocolViolationError
from support.cloudformation import CANCELLED, NO_ANSWER, Stack
from support.conversation import TWICE, WITHHELD, cancelled
from support.response_sink import ResponseSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from support.events import Event

    Handler = Callable[[Event], Mapping[str, Any] | None]


def well_behaved(event: Event) -> Mapping[str, Any]:
    """Answer with an id that follows `Name`; fail where the properties say so."""
    properties = event["ResourceProperties"]
    if properties.get("Fail") == event["RequestType"]:
        return failed(event)
    return answer(event, event.get("PhysicalResourceId", "") if event["RequestType"] == "Delete" else id_of(event))


def id_of(event: Event) -> str:
    return f"id-{event['ResourceProperties'].get('Name', 'x')}"


def answer(event: Event, physical_id: str, status: str = "SUCCESS", **more: Any) -> dict[str, Any]:
    ids = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    return {"Status": status, "PhysicalResourceId": physical_id, **ids, **more}


def failed(event: Event, physical_id: str = "") -> dict[str, Any]:
    physical_id = physical_id or event.get("PhysicalResourceId", "marker")
    return answer(event, physical_id, "FAILED", Reason=f"no {event['RequestType']}")


@dataclass
class InProcess:
    """Calls ``handler`` in a thread of this process and delivers what it returns."""

    handler: Handler = well_behaved
    arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:x"
    events: list[Event] = field(default_factory=list)
    executor: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4))

    def invoke_async(self, event: Event) -> Future[None]:
        self.events.append(event)
        return self.executor.submit(self._run, event)

    def _run(self, event: Event) -> None:
        message = self.handler(event)
        if message is not None:
            body = json.dumps(message).encode()
            request = urllib.request.Request(event["ResponseURL"], body, {"content-type": ""}, method="PUT")
            urllib.request.urlopen(request).close()

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        return [(e["RequestType"], e["LogicalResourceId"], e.get("PhysicalResourceId")) for e in self.events]


@pytest.fixture
def function() -> InProcess:
    return InProcess()


@pytest.fixture
def sink() -> Iterator[ResponseSink]:
    with ResponseSink() as sink:
        yield sink


@pytest.fixture
def stack(function: InProcess, sink: ResponseSink) -> Stack:
    return Stack("Stack", function, sink)


def test_events_look_as_cloudformation_writes_them(stack: Stack, function: InProcess) -> None:
    stack.deploy({"Team": {"Name": "a", "Count": 3, "Flag": True, "List": [{"Deep": 1.5}], "Absent": None}})
    stack.deploy({"Team": {"Name": "b"}})

    create, update, delete = function.events
    assert re.fullmatch(r"arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/[0-9a-f-]{36}", create["StackId"])
    assert create["ResourceType"] == "Custom::SageMakerWorkteam"
    assert create["ResourceProperties"] == {
        "ServiceToken": function.arn, "Name": "a", "Count": "3", "Flag": "true", "List": [{"Deep": "1.5"}]
    }  # fmt: skip
    assert {"PhysicalResourceId", "OldResourceProperties"}.isdisjoint(create)
    assert update["OldResourceProperties"] == create["ResourceProperties"]
    assert update["PhysicalResourceId"] == "id-a"
    assert "OldResourceProperties" not in delete
    assert len({event["RequestId"] for event in function.events}) == 3


def test_a_stack_lives_and_dies(stack: Stack, function: InProcess) -> None:
    statuses = [
        stack.deploy({"A": {"Name": "a"}, "B": {"Name": "b"}}).status,
        stack.deploy({"A": {"Name": "a"}, "B": {"Name": "b", "More": "1"}}).status,
        stack.deploy({"A": None, "B": {"Name": "b", "More": "1"}}).status,
        stack.delete().status,
    ]

    assert statuses == ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"]
    assert function.told == [
        ("Create", "A", None),
        ("Create", "B", None),
        ("Update", "B", "id-b"),
        ("Delete", "A", "id-a"),
        ("Delete", "B", "id-b"),
    ]


def test_a_retained_resource_gets_no_delete(stack: Stack, function: InProcess) -> None:
    stack.deploy({"A": {}})

    assert stack.delete(retain=["A"]).status == "DELETE_COMPLETE"
    assert function.told == [("Create", "A", None)]


def test_another_id_is_a_replacement_and_the_old_one_goes_last(stack: Stack, function: InProcess) -> None:
    stack.deploy({"A": {"Name": "a"}, "B": {"Name": "b"}})

    stack.deploy({"A": {"Name": "a2"}, "B": {"Name": "b", "More": "1"}})

    assert function.told[2:] == [("Update", "A", "id-a"), ("Update", "B", "id-b"), ("Delete", "A", "id-a")]
    assert function.events[-1]["ResourceProperties"]["Name"] == "a"
    assert stack.resources["A"].physical_id == "id-a2"


def test_a_failed_create_is_deleted_by_the_id_it_gave_and_takes_all_with_it(stack: Stack, function: InProcess) -> None:
    outcome = stack.deploy({"A": {"Name": "a"}, "B": {"Fail": "Create"}, "C": {}})

    assert (outcome.status, outcome.reason) == ("ROLLBACK_COMPLETE", "no Create")
    assert function.told[2:] == [("Delete", "B", "marker"), ("Delete", "A", "id-a")]


def test_a_create_without_an_answer_is_deleted_by_an_invented_id(function: InProcess, sink: ResponseSink) -> None:
    function.handler = lambda event: None if event["RequestType"] == "Create" else well_behaved(event)
    stack = Stack("Stack", function, sink, silence_is_a_violation=False)

    outcome = stack.deploy({"A": {}})

    assert outcome.reason == NO_ANSWER
    assert re.fullmatch(r"Stack-A-[A-Z0-9]{12}", str(function.told[1][2]))


def test_silence_is_a_violation_where_nothing_else_is_said(stack: Stack, function: InProcess) -> None:
    function.handler = lambda event: None

    with pytest.raises(ProtocolViolationError, match="no answer to Create of A"):
        stack.deploy({"A": {}})


def test_a_failed_update_is_rolled_back_with_the_properties_swapped(stack: Stack, function: InProcess) -> None:
    stack.deploy({"A": {"Name": "a"}, "B": {"Name": "b"}})

    outcome = stack.deploy({"A": {"Name": "a", "More": "1"}, "B": {"Name": "b", "Fail": "Update"}, "C": {}})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert function.told[2:] == [
        ("Update", "A", "id-a"),
        ("Update", "B", "id-b"),
        ("Update", "B", "id-b"),
        ("Update", "A", "id-a"),
    ]
    forth, back = function.events[2], function.events[5]
    assert forth["ResourceProperties"] == back["OldResourceProperties"]
    assert forth["OldResourceProperties"] == back["ResourceProperties"]
    assert stack.resources["A"].properties == {"Name": "a"}


@pytest.mark.parametrize(
    ("updates_replaced", "expected"),
    [
        (True, [("Update", "A", "id-a2"), ("Delete", "A", "id-a2"), ("Delete", "New", "id-n")]),
        (False, [("Delete", "A", "id-a2"), ("Delete", "New", "id-n")]),
    ],
)
def test_a_rollback_returns_to_the_old_id_and_deletes_what_is_new(
    function: InProcess, sink: ResponseSink, updates_replaced: bool, expected: list[tuple[str, str, str]]
) -> None:
    stack = Stack("Stack", function, sink, rollback_updates_replaced=updates_replaced)
    stack.deploy({"A": {"Name": "a"}})

    outcome = stack.deploy({"A": {"Name": "a2"}, "New": {"Name": "n"}}, sibling_fails=True)

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert function.told[3:] == expected
    assert stack.resources["A"].physical_id == "id-a"
    assert "New" not in stack.resources


def test_a_failed_delete_is_abandoned_in_a_clean_up_and_stops_the_stack_elsewhere(stack: Stack) -> None:
    stack.deploy({"A": {"Name": "a", "Fail": "Delete"}, "B": {"Fail": "Delete"}})

    update = stack.deploy({"B": {"Fail": "Delete"}})
    delete = stack.delete()

    assert (update.status, update.reason) == ("UPDATE_COMPLETE", "no Delete")
    assert [logical_id for logical_id, _ in stack.abandoned] == ["A"]
    assert delete.status == "DELETE_FAILED"
    assert list(stack.resources) == ["B"]


def test_a_cancelled_create_meets_its_delete_while_it_runs(stack: Stack, function: InProcess) -> None:
    deleting = threading.Event()

    def handler(event: Event) -> Mapping[str, Any]:
        if event["RequestType"] == "Create":
            assert deleting.wait(5)
        else:
            deleting.set()
        return well_behaved(event)

    function.handler = handler

    outcome = stack.deploy({"A": {}}, delivery={"A": cancelled(after=0.05)})

    assert (outcome.status, outcome.reason) == ("ROLLBACK_COMPLETE", CANCELLED)
    assert [kind for kind, _, _ in function.told] == ["Create", "Delete"]


def test_an_event_can_arrive_twice_or_late(stack: Stack, function: InProcess) -> None:
    assert stack.deploy({"A": {}}, delivery={"A": TWICE}).status == "CREATE_COMPLETE"
    outcome = stack.deploy({"A": {}, "B": {}}, delivery={"B": WITHHELD})

    late = stack.redeliver(next(e for e in stack.history if e.event["LogicalResourceId"] == "B"))

    assert outcome.reason == NO_ANSWER
    assert [kind for kind, _, _ in function.told] == ["Create", "Create", "Delete", "Create"]
    assert late is not None
    assert late.succeeded


def test_resources_can_run_at_once(stack: Stack, function: InProcess) -> None:
    together = threading.Barrier(3, timeout=5)

    def handler(event: Event) -> Mapping[str, Any]:
        if event["RequestType"] == "Create":
            together.wait()
        return well_behaved(event)

    function.handler = handler

    assert stack.deploy({"A": {}, "B": {}, "C": {}}, parallel=True).status == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (lambda event: answer(event, "x", Data={"Long": "x" * 4096}), "bytes"),
        (lambda event: {**answer(event, "x"), "RequestId": "another"}, "RequestId is 'another'"),
        (lambda event: {**answer(event, "x"), "StackId": None}, "StackId is None"),
        (lambda event: answer(event, ""), "PhysicalResourceId is ''"),
        (lambda event: answer(event, "é" * 513), "longer than 1024 bytes"),
        (lambda event: answer(event, "x", "FAILED"), "without a Reason"),
        (lambda event: answer(event, "x", "DONE"), "Status is 'DONE'"),
        (lambda event: ["SUCCESS"], "no object"),
    ],
)
def test_an_answer_that_breaks_the_protocol_is_told(
    stack: Stack, function: InProcess, broken: Handler, expected: str
) -> None:
    function.handler = broken

    with pytest.raises(ProtocolViolationError, match=re.escape(expected)):
        stack.deploy({"A": {}})


def test_a_failed_update_and_a_delete_must_echo_their_id(stack: Stack, function: InProcess) -> None:
    stack.deploy({"A": {"Name": "a"}})
    function.handler = lambda event: failed(event, "another")

    with pytest.raises(ProtocolViolationError, match="Update of A: PhysicalResourceId is 'another', not 'id-a'"):
        stack.deploy({"A": {"Name": "b"}})
    with pytest.raises(ProtocolViolationError, match="Delete of A: PhysicalResourceId is 'another'"):
        stack.delete()


def test_two_different_answers_to_one_event_are_told(stack: Stack, function: InProcess) -> None:
    ids = iter(["one", "two"])
    function.handler = lambda event: answer(event, next(ids))

    with pytest.raises(ProtocolViolationError, match="two answers to Create of A"):
        stack.deploy({"A": {}}, delivery={"A": TWICE})


def test_a_rollback_that_ends_elsewhere_is_told(stack: Stack, function: InProcess) -> None:
    stack.deploy({"A": {"Name": "a"}})
    ids = iter(["b", "c"])
    function.handler = lambda event: answer(event, next(ids))

    with pytest.raises(ProtocolViolationError, match="ended at 'c', not at 'id-a'"):
        stack.deploy({"A": {"Name": "b"}}, sibling_fails=True)

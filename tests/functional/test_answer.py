"""The answer: within its limits, to the right place, and exactly one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from local.sagemaker import Fault
from support.account import ACCOUNT, REGION, team
from support.answers import MAX_BODY_BYTES
from support.events import stack_id
from support.response_sink import HANG, ResponseSink, dropped, status

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.sagemaker import Control
    from support.account import Account
    from support.cloudformation import Stack
    from support.conversation import Conversation
    from support.events import Event
    from support.lambda_runtime import LambdaFunction

OTHER_STACK = stack_id("Other", ACCOUNT, REGION)
HUGE = {
    "ascii": "x" * 100_000,
    "two bytes": "é" * 50_000,
    "four bytes": "\U0001f600" * 25_000,
    "escapes": '"\\\n\t' * 20_000,
    "controls": "\x00\x7f\u2028\ufffe" * 10_000,
    "lone surrogates": "\ud800" * 10_000,
}


FIELDS: dict[str, Callable[[str], dict[str, Any]]] = {
    "name": lambda text: {"WorkteamName": text},
    "description": lambda text: {"Description": text},
    "unknown": lambda text: {text: text},
    "tags": lambda text: {"Tags": [{"Key": text[number:], "Value": text} for number in range(3)]},
    "members": lambda text: {"MemberDefinitions": [{text: {}}] * 10},
    "topic": lambda text: {"NotificationConfiguration": {"NotificationTopicArn": text}},
}


@pytest.mark.parametrize(
    ("text", "field"),
    [*((text, "unknown") for text in HUGE.values()), *((HUGE["escapes"], field) for field in FIELDS)],
    ids=[*HUGE, *FIELDS],
)
def test_p07_whatever_the_properties_the_answer_is_within_its_limits(stack: Stack, text: str, field: str) -> None:
    outcome = stack.deploy({"Team": team(**FIELDS[field](text))})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert len(outcome.reason) <= 1024


@pytest.mark.parametrize("message", HUGE.values(), ids=HUGE)
def test_p08_a_long_error_keeps_its_start_and_the_request_id(stack: Stack, control: Control, message: str) -> None:
    control.add_fault(
        Fault("CreateWorkteam", "error", code="ResourceLimitExceeded", message=f"Too many. {message}", status=400)
    )

    outcome = stack.deploy({"Team": team()})

    assert outcome.reason.startswith("CreateWorkteam failed with ResourceLimitExceeded: Too many. ")
    assert stack.history[0].invocations[0].result()[0].request_id in outcome.reason


def test_the_body_of_an_answer_has_room_to_spare(stack: Stack, sink: ResponseSink) -> None:
    stack.deploy({"T" * 255: team(WorkteamName="x" * 63)})

    (put,) = sink.puts(stack.history[0].event["ResponseURL"])
    assert len(put.body) < MAX_BODY_BYTES / 2
    assert put.headers.get("Content-Length") == str(len(put.body))


@pytest.mark.parametrize(
    "trouble",
    [status(503), status(500), status(429), dropped(), dropped(stored=True), status(503, stored=True)],
    ids=["503", "500", "429", "dropped", "dropped but kept", "503 but kept"],
)
def test_p02_an_answer_that_meets_trouble_is_delivered_again(stack: Stack, sink: ResponseSink, trouble: Any) -> None:
    sink.trouble(trouble)

    assert stack.deploy({"Team": team()}).status == "CREATE_COMPLETE"

    assert [put.status for put in sink.puts(stack.history[0].event["ResponseURL"])][-1] == 200
    assert len(stack.history[0].invocations[0].result()) == 1


def test_p03_a_refused_answer_is_tried_twice_and_raised_without_the_url(
    conversation: Conversation, function: LambdaFunction, sink: ResponseSink
) -> None:
    event = conversation.event("Create", "Team", team())
    sink.trouble(status(403), times=6)

    invocation = function.invoke(event)

    assert invocation.outcome == "error"
    assert len(sink.puts(event["ResponseURL"])) == 2
    told = str(invocation.payload) + "".join(invocation.log)
    assert "403" in told
    assert "X-Amz" not in told


def test_p03_an_event_whose_answer_was_refused_is_answered_by_its_retry(
    stack: Stack, account: Account, sink: ResponseSink
) -> None:
    sink.trouble(status(403), times=2)

    assert stack.deploy({"Team": team()}).status == "CREATE_COMPLETE"

    assert [one.outcome for one in stack.history[0].invocations[0].result()] == ["error", "result"]
    assert len(account.names()) == 1


def test_p04_a_peer_that_never_answers_does_not_hold_the_function(
    conversation: Conversation, real_time: LambdaFunction, sink: ResponseSink
) -> None:
    event = conversation.event("Create", "Team", team())
    sink.trouble(HANG, times=9)

    invocation = real_time.invoke(event, timeout=4)

    assert invocation.outcome == "error"
    assert invocation.seconds < 4


REFUSED_URLS = {
    "https to another host": "https://127.0.0.1:9/x",
    "http to the bucket": "http://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/x",
    "the bucket of another Region": "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x",
    "the bucket with a port": "https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com:444/x",
    "the bucket with a user": "https://me@cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/x",
    "a host that starts alike": "https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com.example/x",
    "another bucket": "https://somebody.s3.amazonaws.com/x",
    "a file": "file:///etc/passwd",
    "no URL": "no-url-at-all",
    "not even text": 7171717,
    "a bad port": "https://127.0.0.1:port/x",
    "another stack's object": "https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/"
    + quote(f"{OTHER_STACK}|Team|x"),
}


@pytest.mark.parametrize("request_type", ["Create", "Delete"])
@pytest.mark.parametrize("url", REFUSED_URLS.values(), ids=REFUSED_URLS)
def test_p05_p81_another_url_gets_no_byte_and_nothing_is_done(
    conversation: Conversation, function: LambdaFunction, account: Account, url: object, request_type: Any
) -> None:
    event = conversation.event(request_type, "Team", team(), "signs")
    event["ResponseURL"] = url

    invocation = function.invoke(event)

    assert invocation.outcome == "error"
    assert invocation.seconds < 1
    assert account.calls() == []
    assert str(url) not in str(invocation.payload) + "".join(invocation.log)


def test_p81_the_object_of_another_stack_gets_no_byte_on_a_named_host_either(
    conversation: Conversation, function: LambdaFunction, account: Account, sink: ResponseSink
) -> None:
    event = conversation.event("Create", "Team", team())
    event["ResponseURL"] = sink.issue(OTHER_STACK, "Team", event["RequestId"])

    assert function.invoke(event).outcome == "error"

    assert sink.puts(event["ResponseURL"]) == []
    assert account.calls() == []


@pytest.mark.parametrize("change", [lambda host: host, lambda host: f"me:it@{host}", lambda host: f"{host}0"])
def test_p05_a_server_that_was_not_named_gets_no_byte(
    conversation: Conversation, function: LambdaFunction, account: Account, sink: ResponseSink, change: Any
) -> None:
    with ResponseSink() as other:
        event = conversation.event("Create", "Team", team())
        host = other.host if change("x") == "x" else change(sink.host)
        event["ResponseURL"] = event["ResponseURL"].replace(sink.host, host)

        assert function.invoke(event).outcome == "error"

        assert other.strays == []
    assert account.calls() == []


def test_p06_a_named_loopback_host_gets_its_answer_over_http(stack: Stack, sink: ResponseSink) -> None:
    stack.deploy({"Team": team()})

    url = stack.history[0].event["ResponseURL"]
    assert url.startswith(f"http://{sink.host}/")
    assert [put.status for put in sink.puts(url)] == [200]


def test_p13_an_expired_url_means_no_mutation(
    conversation: Conversation, function: LambdaFunction, account: Account, sink: ResponseSink
) -> None:
    event = conversation.event("Create", "Team", team())
    event["ResponseURL"] = sink.issue(event["StackId"], "Team", "old", issued_at=time.time() - 7300)

    assert function.invoke(event).outcome == "error"

    assert account.mutations() == []


def test_p10_too_little_time_means_no_mutation_and_a_failure(
    conversation: Conversation, real_time: LambdaFunction, account: Account
) -> None:
    event = conversation.event("Create", "Team", team())

    real_time.invoke(event, timeout=3)

    (answer,) = conversation.answers(event)
    assert not answer.succeeded
    assert account.mutations() == []


def test_p11_time_that_runs_out_during_a_call_ends_in_one_answer(
    new_stack: Any, function: LambdaFunction, account: Account, control: Control, sink: ResponseSink
) -> None:
    control.add_fault(Fault("CreateWorkteam", "delay", times=1, after_effect=True, delay=4))
    stack = new_stack(through=function.limited_to(1.5))

    outcome = stack.deploy({"Team": team()})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert "ran out of time" in outcome.reason
    assert len(sink.stored(stack.history[0].event["ResponseURL"])) == 1
    assert account.names() == set()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda event: {},
        lambda event: {key: value for key, value in event.items() if key != "ResponseURL"},
        lambda event: {key: value for key, value in event.items() if key != "StackId"},
        lambda event: event | {"RequestId": None},
        lambda event: event | {"LogicalResourceId": ["Team"]},
        lambda event: [event],
        lambda event: "Create",
        lambda event: None,
    ],
    ids=["empty", "no URL", "no stack", "no request", "odd logical id", "a list", "a string", "null"],
)
def test_p12_an_event_that_is_none_ends_at_once_and_touches_no_earlier_one(
    conversation: Conversation, function: LambdaFunction, account: Account, sink: ResponseSink, spoil: Any
) -> None:
    earlier = conversation.event("Create", "Team", team())
    function.invoke(earlier)
    account.forget_calls()

    invocation = function.invoke(spoil(conversation.event("Create", "Other", team())))

    assert invocation.outcome == "error"
    assert invocation.seconds < 1
    assert account.calls() == []
    assert len(sink.puts(earlier["ResponseURL"])) == 1


@pytest.mark.parametrize("request_type", ["create", "Read", "", None, ["Create"]], ids=str)
def test_p12_an_unknown_request_type_fails_and_nothing_is_done(
    conversation: Conversation, function: LambdaFunction, account: Account, request_type: object
) -> None:
    event: Event = conversation.event("Create", "Team", team()) | {"RequestType": request_type}

    invocation = function.invoke(event)

    assert invocation.outcome == "result"
    assert invocation.seconds < 1
    assert account.calls() == []
    (answer,) = conversation.answers(event)
    assert answer.status == "FAILED"
    assert answer.reason.startswith("`RequestType`: expected Create, Update or Delete")

"""One warm process, many events: each answer depends on its own event and the account alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from local.sagemaker import Fault
from support.account import ARN_PREFIX, team

if TYPE_CHECKING:
    from pathlib import Path

    from local.sagemaker import Control
    from support.account import Account
    from support.answers import Answer
    from support.conversation import Conversation
    from support.events import Event
    from support.lambda_runtime import LambdaFunction


def create(talk: Conversation) -> Event:
    return talk.event("Create", "Team", team(WorkteamName="signs"))


def refused(talk: Conversation) -> Event:
    return talk.event("Create", "Refused", team(Description=""))


def taken(talk: Conversation) -> Event:
    return talk.event("Create", "Taken", team(WorkteamName="strangers"))


def update(talk: Conversation) -> Event:
    before = team(WorkteamName="mine")
    return talk.event("Update", "Mine", before | {"Description": "x"}, ARN_PREFIX + "mine", before)


def malformed(talk: Conversation) -> Event:
    return create(talk) | {"StackId": None}


def elsewhere(talk: Conversation) -> Event:
    return create(talk) | {"ResponseURL": "https://127.0.0.1:9/elsewhere"}


def delete(talk: Conversation) -> Event:
    return talk.event("Delete", "Gone", team(), ARN_PREFIX + "gone")


EVENTS = [create, refused, taken, update, malformed, elsewhere, delete]


@pytest.fixture
def talk(conversation: Conversation, account: Account) -> Conversation:
    account.make("strangers")
    conversation.send("Create", "Mine", team(WorkteamName="mine"))
    return conversation


def answer_to(event: Event, function: LambdaFunction, talk: Conversation) -> tuple[str, Answer | None]:
    outcome = function.invoke(event).outcome
    answers = talk.answers(event) if outcome == "result" else []
    assert len(answers) == (outcome == "result")
    return outcome, answers[0] if answers else None


def comparable(result: tuple[str, Answer | None], event: Event) -> tuple[Any, ...]:
    outcome, answer = result
    if answer is None:
        return (outcome,)
    reason = answer.reason.partition(" (request ")[0]
    return outcome, answer.status, answer.physical_id.replace(event["RequestId"], "…"), reason, dict(answer.data)


ORDERS = [order for number, order in enumerate(permutations(range(len(EVENTS)))) if number % 503 == 0]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_p41_the_order_of_events_changes_no_answer(
    talk: Conversation, function: LambdaFunction, order: tuple[int, ...]
) -> None:
    told = {}
    for number in order:
        event = EVENTS[number](talk)
        told[EVENTS[number].__name__] = comparable(answer_to(event, function, talk), event)

    assert {name: result[:2] for name, result in told.items()} == {
        "create": ("result", "SUCCESS"),
        "refused": ("result", "FAILED"),
        "taken": ("result", "FAILED"),
        "update": ("result", "SUCCESS"),
        "malformed": ("error",),
        "elsewhere": ("error",),
        "delete": ("result", "SUCCESS"),
    }
    assert told["create"][2] == told["create"][4]["WorkteamArn"] == ARN_PREFIX + "signs"
    assert told["update"][2] == told["update"][4]["WorkteamArn"] == ARN_PREFIX + "mine"
    assert told["refused"][2] == "not-created:Refused:…"
    assert told["taken"][2] == "not-created:Taken:…"
    assert told["delete"][2:] == (ARN_PREFIX + "gone", "", {})
    assert [told[name][4] for name in ("refused", "taken")] == [{}, {}]


def test_p11_p41_time_that_ran_out_ends_in_one_failure_and_leaves_nothing_for_the_next_event(
    talk: Conversation, function: LambdaFunction, control: Control
) -> None:
    control.add_fault(Fault("DescribeWorkteam", "delay", times=1, delay=2.5))
    late, event = update(talk), create(talk)

    first = function.invoke(late, timeout=1.5)
    control.clear_calls()
    outcome, answer = answer_to(event, function, talk)

    (failure,) = talk.answers(late)
    assert "ran out of time" in failure.reason
    assert first.outcome == outcome == "result"
    assert answer is not None
    assert answer.succeeded
    assert [call.operation for call in control.calls()] == ["CreateWorkteam", "DescribeWorkteam"]


@pytest.mark.parametrize(
    ("environment", "clients"),
    [
        ({}, []),
        ({"AWS_REGION": "eu-west-1"}, []),
        ({"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}, ["sagemaker"]),
    ],
    ids=["nothing", "a Region alone", "what Lambda gives"],
)
def test_p42_importing_the_handler_needs_nothing_and_makes_no_client_but_sagemakers(
    asset: Path, environment: dict[str, str], clients: list[str]
) -> None:
    script = (
        "from botocore.session import Session\n"
        "import socket\n"
        "made, create = [], Session.create_client\n"
        "Session.create_client = lambda self, name, *a, **k: made.append(name) or create(self, name, *a, **k)\n"
        "def connect(*_): made.append('network'); raise OSError\n"
        "socket.socket.connect = connect\n"
        "import workteam_provider.handler\n"
        "print(made)\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", script], cwd=asset, env=environment, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    assert ast.literal_eval(run.stdout) == clients

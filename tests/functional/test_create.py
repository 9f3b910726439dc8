"""Create: what reaches the service, what comes back, and what a failure leaves."""

from __future__ import annotations

import hashlib
import re
from threading import Timer
from typing import TYPE_CHECKING, Any

import pytest

from local.sagemaker import Fault
from support.account import ACCOUNT, ARN_PREFIX, REGION, TOPIC, access, cognito, oidc, tags, team, unusual
from support.conversation import TWICE

if TYPE_CHECKING:
    from local.sagemaker import Control
    from support.account import Account
    from support.cloudformation import Stack
    from support.lambda_runtime import LambdaFunction

EVERY_MEMBER = team(
    WorkteamName="signs",
    WorkforceName="crowd",
    MemberDefinitions=cognito("annotators", "reviewers"),
    NotificationConfiguration=TOPIC,
    WorkerAccessConfiguration=access(SourceIp="Enabled", VpcSourceIp="Disabled"),
    Tags=tags(project="roads", empty=""),
)


def in_any_order(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "Tags": {tag["Key"]: tag["Value"] for tag in request["Tags"]}}


@pytest.mark.parametrize("members", [cognito("annotators", "reviewers"), oidc("annotators", "reviewers")])
def test_every_member_of_create_workteam_reaches_the_service(
    stack: Stack, account: Account, control: Control, members: list[dict[str, Any]]
) -> None:
    control.add_workforce("crowd", account=ACCOUNT, region=REGION)
    wanted = EVERY_MEMBER | {"MemberDefinitions": members}

    outcome = stack.deploy({"Team": wanted})

    assert outcome.status == "CREATE_COMPLETE", outcome
    (create,) = (call.request for call in account.calls() if call.operation == "CreateWorkteam")
    request = in_any_order(create)
    request_mark = hashlib.sha256(stack.history[0].event["RequestId"].encode()).hexdigest()[:16]
    owner = {
        "cdk-sagemaker-workteam:stack-id": stack.stack_id,
        "cdk-sagemaker-workteam:logical-id": "Team",
        "cdk-sagemaker-workteam:claim": f"signs/{request_mark}",
    }
    assert request == {**in_any_order(wanted), "Tags": {"project": "roads", "empty": "", **owner}}


def test_p14_the_physical_id_is_the_arn_and_the_attributes_are_the_teams(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})

    shown = account.settings("signs")
    assert stack.resources["Team"].physical_id == shown["WorkteamArn"] == ARN_PREFIX + "signs"
    assert stack.resources["Team"].attributes == {
        "WorkteamArn": shown["WorkteamArn"],
        "WorkteamName": "signs",
        "WorkforceArn": shown["WorkforceArn"],
        "SubDomain": shown["SubDomain"],
        "PortalUrl": f"https://{shown['SubDomain']}",
    }


def test_a_name_is_derived_from_stack_and_logical_id(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(), "Other": team()})

    names = account.names()
    assert len(names) == 2
    assert {re.sub("[0-9a-f]{8}$", "", name) for name in names} == {"Stack-Team-", "Stack-Other-"}


@pytest.mark.parametrize(
    ("stack_name", "logical_id"),
    [("S" * 128, "Team"), ("Stack", "T" * 255), ("S-" * 31 + "S", "9"), ("a", "b"), ("Ends--", "Team")],
)
def test_a_derived_name_is_one_that_the_service_takes_whatever_the_ids(
    new_stack: Any, account: Account, stack_name: str, logical_id: str
) -> None:
    outcome = new_stack(stack_name).deploy({logical_id: team()})

    assert outcome.status == "CREATE_COMPLETE", outcome
    (name,) = account.names()
    assert re.fullmatch(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", name)


def test_two_stacks_of_one_name_derive_different_names(new_stack: Any, account: Account) -> None:
    for stack in (new_stack("Stack"), new_stack("Stack")):
        stack.deploy({"Team": team()})

    assert len(account.names()) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault("CreateWorkteam", "error", code="ResourceLimitExceeded", message="25 teams", status=400),
        unusual("CreateWorkteam"),
        None,
    ],
    ids=["limit", "refused", "invalid"],
)
def test_p15_a_create_that_made_nothing_answers_a_marker(
    stack: Stack, account: Account, control: Control, fault: Fault | None
) -> None:
    if fault:
        control.add_fault(fault)

    outcome = stack.deploy({"Team": team(Description="d" if fault else "")})

    assert outcome.status == "ROLLBACK_COMPLETE"
    create, delete = stack.history
    assert create.answer is not None
    assert create.answer.physical_id == f"not-created:Team:{create.event['RequestId']}"
    assert delete.event["PhysicalResourceId"] == create.answer.physical_id
    assert "DeleteWorkteam" not in account.mutations()
    assert account.names() == set()


def test_p16_a_create_that_fails_after_the_team_was_made_leaves_no_team(
    stack: Stack, account: Account, control: Control
) -> None:
    control.add_fault(unusual("DescribeWorkteam"))

    outcome = stack.deploy({"Team": team(WorkteamName="signs")})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert "DescribeWorkteam failed with ValidationException: Unusual." in outcome.reason
    create, delete = stack.history
    assert delete.event["PhysicalResourceId"] == f"in-doubt:Team:{create.event['RequestId']}"
    assert account.names() == set()


def test_p19_the_same_create_at_once_makes_one_team(stack: Stack, account: Account) -> None:
    assert stack.deploy({"Team": team()}, delivery={"Team": TWICE}).status == "CREATE_COMPLETE"

    assert len(account.names()) == 1


def test_p19_the_same_create_again_answers_the_same(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(Tags=tags(project="roads"))})
    before = account.everything(*account.names())

    again = stack.redeliver(stack.history[0])

    assert again == stack.history[0].answer
    assert account.everything(*account.names()) == before


@pytest.mark.parametrize(
    "fault",
    [
        Fault("CreateWorkteam", "drop", times=1, after_effect=True),
        Fault("CreateWorkteam", "error", times=1, after_effect=True),
        Fault("CreateWorkteam", "drop", times=1),
        Fault("CreateWorkteam", "throttle", times=1),
    ],
    ids=lambda fault: f"{fault.kind}{' after effect' if fault.after_effect else ''}",
)
def test_p22_a_create_whose_answer_was_lost_recognises_its_team(
    stack: Stack, account: Account, control: Control, fault: Fault
) -> None:
    control.add_fault(fault)

    outcome = stack.deploy({"Team": team()})

    assert outcome.status == "CREATE_COMPLETE", outcome
    (name,) = account.names()
    assert stack.resources["Team"].physical_id == ARN_PREFIX + name


def test_p22_a_create_killed_after_its_effect_recognises_its_team_when_repeated(
    stack: Stack, function: LambdaFunction, account: Account, control: Control
) -> None:
    control.add_fault(Fault("CreateWorkteam", "delay", times=1, after_effect=True, delay=1))
    Timer(0.5, function.kill).start()

    outcome = stack.deploy({"Team": team()})

    assert outcome.status == "CREATE_COMPLETE", outcome
    (killed, repeated) = stack.history[0].invocations[0].result()
    assert (killed.outcome, repeated.outcome) == ("crash", "result")
    assert len(account.names()) == 1

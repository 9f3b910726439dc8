"""Delete: gone where it is ours, told where it is not gone, and nothing else touched."""

from __future__ import annotations

from threading import Timer
from typing import TYPE_CHECKING, Any

import pytest

from local.sagemaker import Fault
from support.account import ARN_PREFIX, team, unusual

if TYPE_CHECKING:
    from local.sagemaker import Control
    from support.account import Account
    from support.cloudformation import Stack
    from support.conversation import Conversation
    from support.lambda_runtime import LambdaFunction

DENIED = Fault("DeleteWorkteam", "deny")
SHORT = 2.0
"""A time-out, in seconds, that leaves the function eight of its own seconds for trying again."""
UNSUCCESSFUL = Fault("DeleteWorkteam", "unsuccessful")


def test_p44_a_free_team_is_gone_in_under_two_seconds(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team()})

    assert stack.delete().status == "DELETE_COMPLETE"

    assert account.names() == set()
    assert stack.history[-1].invocations[0].result()[0].seconds < 2


@pytest.mark.parametrize(
    "physical_id",
    [
        "not-created:Team:0b5e7c1e-6a50-4a0c-8d39-8f7c0a9c4f0e",
        "signs",
        "something",
        "x" * 1024,
        "é" * 512,
        "None",
        ARN_PREFIX + "absent",
        ARN_PREFIX + "Signs",
        ARN_PREFIX + "*",
        ARN_PREFIX + "../private-crowd/signs",
        ARN_PREFIX.replace("eu-west-1", "eu-west-2") + "signs",
        ARN_PREFIX.replace("123456789012", "999999999999") + "signs",
        ARN_PREFIX.replace("private-crowd", "vendor-crowd") + "signs",
        "",
    ],
)
def test_p24_a_delete_of_what_names_no_team_of_ours_succeeds_and_deletes_nothing(
    conversation: Conversation, account: Account, physical_id: str
) -> None:
    account.make("signs")
    before = account.everything("signs")
    account.forget_calls()

    answer = conversation.send("Delete", "Team", team(WorkteamName="signs"), physical_id)

    assert answer is not None
    assert answer.succeeded, answer
    assert account.mutations() == []
    assert account.everything("signs") == before


def test_p24_a_team_deleted_behind_our_back_is_gone(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    account.sagemaker.delete_workteam(WorkteamName="signs")

    assert stack.delete().status == "DELETE_COMPLETE"


@pytest.mark.parametrize("others", [set(), {"signs"}], ids=["nothing there", "a stranger's team there"])
def test_p21_p24_the_same_delete_again_deletes_nothing(stack: Stack, account: Account, others: set[str]) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    stack.delete()
    for name in others:
        account.make(name)

    again = stack.redeliver(stack.history[-1])

    assert again is not None
    assert again.succeeded is (not others)
    assert account.names() == others


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (UNSUCCESSFUL, "Success=false"),
        (DENIED, "AccessDeniedException"),
        (unusual("DeleteWorkteam", times=None), "Unusual."),
        (unusual("ListTags", times=None), "Unusual."),
    ],
    ids=["unsuccessful", "denied", "refused", "reading tags refused"],
)
def test_p25_what_was_not_deleted_is_never_reported_as_deleted(
    new_stack: Any, function: LambdaFunction, account: Account, control: Control, fault: Fault, code: str
) -> None:
    stack = new_stack(through=function.limited_to(SHORT))
    stack.deploy({"Team": team(WorkteamName="signs")})
    control.add_fault(fault)

    outcome = stack.delete()

    assert outcome.status == "DELETE_FAILED"
    assert code in outcome.reason
    assert account.names() == {"signs"}
    control.clear_faults()
    assert stack.delete().status == "DELETE_COMPLETE"
    assert account.names() == set()


@pytest.mark.parametrize(
    "fault",
    [Fault("*", "throttle"), Fault("ListTags", "deny")],
    ids=["throttled", "denied on the way"],
)
def test_p25_what_may_not_be_deleted_is_never_reported_as_deleted(
    new_stack: Any, function: LambdaFunction, control: Control, fault: Fault
) -> None:
    stack = new_stack(through=function.limited_to(SHORT))
    stack.deploy({"Team": team(WorkteamName="signs")})
    control.add_fault(fault)

    assert stack.delete().status == "DELETE_FAILED"


def test_p25_a_passing_trouble_is_ridden_out(stack: Stack, account: Account, control: Control) -> None:
    stack.deploy({"Team": team()})
    control.add_fault(Fault("*", "throttle", times=1))
    control.add_fault(Fault("DeleteWorkteam", "error", times=1, after_effect=True))

    assert stack.delete().status == "DELETE_COMPLETE"
    assert account.names() == set()


def test_p26_a_delete_needs_no_valid_properties(conversation: Conversation, account: Account) -> None:
    created = conversation.send("Create", "Team", team())
    assert created is not None
    properties = {"WorkteamName": ["x"], "MemberDefinitions": "none", "Tags": {"a": 1}, "Obsolete": {"deep": []}}

    answer = conversation.send("Delete", "Team", properties, created.physical_id)

    assert answer is not None
    assert answer.succeeded, answer
    assert account.names() == set()


def test_p40_a_team_in_use_is_reported_with_its_jobs(
    new_stack: Any, function: LambdaFunction, account: Account, control: Control
) -> None:
    stack = new_stack(through=function.limited_to(SHORT))
    stack.deploy({"Team": team(WorkteamName="signs")})
    control.set_busy("signs", ["sort-signs", "count-signs"])

    outcome = stack.delete()

    assert outcome.status == "DELETE_FAILED"
    assert "sort-signs" in outcome.reason
    assert "count-signs" in outcome.reason
    assert account.names() == {"signs"}


def test_p40_a_team_that_gets_free_in_time_is_deleted(stack: Stack, account: Account, control: Control) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    control.set_busy("signs", ["sort-signs"])
    Timer(0.5, control.set_busy, ("signs", [])).start()

    assert stack.delete().status == "DELETE_COMPLETE"
    assert account.names() == set()

"""Other people's teams, and teams taken over on request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from local.sagemaker import Fault
from support.account import ACCOUNT, ARN_PREFIX, REGION, team, unusual
from support.conversation import WITHHELD, cancelled
from support.events import stack_id

if TYPE_CHECKING:
    from local.sagemaker import Control
    from support.account import Account
    from support.cloudformation import Stack
    from support.lambda_runtime import LambdaFunction

STACK_TAG = "cdk-sagemaker-workteam:stack-id"
LOGICAL_ID_TAG = "cdk-sagemaker-workteam:logical-id"
CLAIM_TAG = "cdk-sagemaker-workteam:claim"
OTHER_STACK = stack_id("Other", ACCOUNT, REGION)
ADOPT = team(WorkteamName="signs", AdoptExisting=True)


def strangers_tags(kind: str, stack: Stack) -> dict[str, str]:
    return {
        "untagged": {},
        "another stack": {STACK_TAG: OTHER_STACK, LOGICAL_ID_TAG: "Team"},
        "another logical id": {STACK_TAG: stack.stack_id, LOGICAL_ID_TAG: "Other"},
        "stack tag only": {STACK_TAG: stack.stack_id},
        "logical id tag only": {LOGICAL_ID_TAG: "Team"},
    }[kind]


KINDS = ["untagged", "another stack", "another logical id", "stack tag only", "logical id tag only"]


@pytest.mark.parametrize("kind", KINDS)
def test_p20_p21_create_leaves_a_strangers_team_as_it_is(stack: Stack, account: Account, kind: str) -> None:
    account.make("signs", **strangers_tags(kind, stack))
    before = account.everything("signs")

    outcome = stack.deploy({"Team": team(WorkteamName="signs")})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert ARN_PREFIX + "signs" in outcome.reason
    assert "`WorkteamName`" in outcome.reason
    assert "`AdoptExisting`" in outcome.reason
    assert account.everything("signs") == before


@pytest.mark.parametrize("kind", KINDS)
def test_p20_p21_a_rename_leaves_a_strangers_team_as_it_is(stack: Stack, account: Account, kind: str) -> None:
    stack.deploy({"Team": team(WorkteamName="old")})
    account.make("signs", **strangers_tags(kind, stack))
    before = {name: account.everything(name) for name in ("old", "signs")}

    outcome = stack.deploy({"Team": team(WorkteamName="signs")})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert {name: account.everything(name) for name in account.names()} == before


@pytest.mark.parametrize("kind", ["another stack", "another logical id"])
def test_p21_a_team_whose_tags_name_another_owner_is_not_updated_and_its_delete_leaves_it(
    stack: Stack, account: Account, kind: str
) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    account.retag("signs", **strangers_tags(kind, stack))
    before = account.everything("signs")

    update = stack.deploy({"Team": team(WorkteamName="signs", Description="x")})
    delete = stack.delete()

    assert update.status == "UPDATE_ROLLBACK_FAILED"
    assert delete.status == "DELETE_COMPLETE"
    assert account.everything("signs") == before


@pytest.mark.parametrize("lost", [[STACK_TAG], [STACK_TAG, LOGICAL_ID_TAG, CLAIM_TAG]], ids=["one", "all"])
def test_p21_p58_a_team_that_lost_its_tags_stays_as_it_is_until_a_command_puts_them_back(
    stack: Stack, account: Account, lost: list[str]
) -> None:
    properties = team(WorkteamName="signs")
    stack.deploy({"Team": properties})
    account.sagemaker.delete_tags(ResourceArn=ARN_PREFIX + "signs", TagKeys=lost)
    before = account.everything("signs")

    nothing_to_write = stack.deploy({"Team": properties | {"ServiceTimeout": 300}})
    update = stack.deploy({"Team": properties | {"Description": "x"}})
    delete = stack.delete()

    assert (nothing_to_write.status, update.status, delete.status) == (
        "UPDATE_COMPLETE",
        "UPDATE_ROLLBACK_COMPLETE",
        "DELETE_FAILED",
    )
    assert account.everything("signs") == before
    for outcome in (update, delete):
        (command,) = re.findall(r"aws sagemaker add-tags --resource-arn (\S+) --tags ((?:Key=\S+ ?)+)", outcome.reason)
        arn, missing = command
        account.sagemaker.add_tags(
            ResourceArn=arn,
            Tags=[dict(part.split("=") for part in tag.split(",")) for tag in missing.split()],
        )
    assert stack.delete().status == "DELETE_COMPLETE"
    assert account.names() == set()


@pytest.mark.parametrize("where", [{"account": "999999999999"}, {"region": "eu-west-2"}], ids=str)
def test_p62_a_stack_that_is_elsewhere_than_the_function_is_refused_before_any_call(
    new_stack: Any, account: Account, where: dict[str, str]
) -> None:
    account.forget_calls()

    outcome = new_stack(**where).deploy({"Team": team()})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert outcome.reason.startswith("`ServiceToken`: ")
    assert account.calls() == []


@pytest.mark.parametrize(
    ("after_effect", "seconds"), [(False, 14), (True, 2.0)], ids=["before its effect", "after its effect"]
)
def test_p23_the_team_of_a_cancelled_create_is_removed_by_the_delete(
    new_stack: Any, function: LambdaFunction, account: Account, control: Control, after_effect: bool, seconds: float
) -> None:
    control.add_fault(Fault("CreateWorkteam", "delay", times=1, delay=1.0, after_effect=after_effect))
    stack = new_stack(through=function.limited_to(seconds))

    outcome = stack.deploy({"Team": team()}, delivery={"Team": cancelled(after=0.4)})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert stack.history[0].invocations[0].result()[0].succeeded
    assert account.names() == set()


def test_p23_the_delete_of_a_create_that_never_arrived_leaves_a_strangers_team(
    new_stack: Any, account: Account
) -> None:
    account.make("signs")
    before = account.everything("signs")

    outcome = new_stack().deploy({"Team": team(WorkteamName="signs")}, delivery={"Team": WITHHELD})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert account.everything("signs") == before


def test_p23_the_delete_of_a_cancelled_create_finds_the_team_under_long_ids(
    new_stack: Any, account: Account, control: Control
) -> None:
    control.add_fault(Fault("CreateWorkteam", "delay", times=1, delay=0.6))
    stack = new_stack("S" * 100)

    stack.deploy({"T" * 200: team()}, delivery={"T" * 200: cancelled(after=0.4)})

    assert account.names() == set()


def test_p30_another_logical_id_under_a_fixed_name_fails_and_the_team_survives(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    before = account.everything("signs")

    outcome = stack.deploy({"Renamed": team(WorkteamName="signs")})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert account.everything("signs") == before
    assert stack.delete().status == "DELETE_COMPLETE"
    assert account.names() == set()


def test_p31_a_team_that_nobody_owns_is_adopted_on_request_and_converged(stack: Stack, account: Account) -> None:
    account.make("signs", theirs="1")

    outcome = stack.deploy({"Team": ADOPT})

    assert outcome.status == "CREATE_COMPLETE", outcome
    assert stack.resources["Team"].physical_id == ARN_PREFIX + "signs"
    assert account.settings("signs")["Description"] == ADOPT["Description"]
    assert account.settings("signs")["MemberDefinitions"] == ADOPT["MemberDefinitions"]
    assert account.tags("signs")["theirs"] == "1"
    (invocation,) = stack.history[0].invocations[0].result()
    assert any("adopted" in line for line in invocation.log)


def test_p31_an_adopted_team_is_updated_and_deleted_like_any(stack: Stack, account: Account) -> None:
    account.make("signs")
    stack.deploy({"Team": ADOPT})

    assert stack.deploy({"Team": ADOPT | {"Description": "x"}}).status == "UPDATE_COMPLETE"
    assert stack.delete().status == "DELETE_COMPLETE"
    assert account.names() == set()


def test_p31_an_adopted_team_that_is_retained_stays(stack: Stack, account: Account) -> None:
    account.make("signs")
    stack.deploy({"Team": ADOPT})

    stack.delete(retain=["Team"])

    assert account.names() == {"signs"}


@pytest.mark.parametrize("kind", ["another stack", "another logical id"])
def test_p31_a_team_that_another_resource_owns_is_not_adopted(stack: Stack, account: Account, kind: str) -> None:
    account.make("signs", **strangers_tags(kind, stack))
    before = account.everything("signs")

    outcome = stack.deploy({"Team": ADOPT})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert account.everything("signs") == before


@pytest.mark.parametrize("operation", ["ListTags", "AddTags", "UpdateWorkteam"])
@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
def test_p31_an_adoption_that_fails_lets_the_team_live_and_go(
    stack: Stack, account: Account, control: Control, operation: str, after_effect: bool
) -> None:
    account.make("signs", theirs="1")
    control.add_fault(unusual(operation, after_effect=after_effect))

    assert stack.deploy({"Team": ADOPT}).status == "ROLLBACK_COMPLETE"

    assert account.tags("signs") == {"theirs": "1"}


def test_p31_an_adoption_whose_answer_was_lost_lets_the_team_live_and_go(new_stack: Any, account: Account) -> None:
    account.make("signs", theirs="1")

    new_stack().deploy({"Team": ADOPT}, delivery={"Team": cancelled(after=1.0)})

    assert account.names() == {"signs"}
    assert account.tags("signs") == {"theirs": "1"}


def test_adoption_makes_the_team_where_there_is_none(stack: Stack, account: Account) -> None:
    assert stack.deploy({"Team": ADOPT}).status == "CREATE_COMPLETE"

    assert account.names() == {"signs"}
    assert stack.delete().status == "DELETE_COMPLETE"

"""Another name, another workforce: the new team first, the old one last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.sagemaker import Fault
from support.account import ACCOUNT, ARN_PREFIX, REGION, cognito, tags, team
from support.response_sink import status

if TYPE_CHECKING:
    from local.sagemaker import Control
    from support.account import Account
    from support.cloudformation import Stack
    from support.conversation import Conversation
    from support.lambda_runtime import LambdaFunction
    from support.response_sink import ResponseSink

EVERY_TRY_OF_EVERY_ATTEMPT = 6


@pytest.fixture(params=[True, False], ids=["rollback updates", "rollback deletes only"])
def stack_either_way(request: pytest.FixtureRequest, new_stack: Any) -> Stack:
    stack: Stack = new_stack(rollback_updates_replaced=request.param, silence_is_a_violation=False)
    return stack


def test_p27_a_rename_makes_the_new_team_before_the_old_one_goes(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="old")})
    account.forget_calls()

    outcome = stack.deploy({"Team": team(WorkteamName="new")})

    assert outcome.status == "UPDATE_COMPLETE", outcome
    assert stack.resources["Team"].physical_id == ARN_PREFIX + "new"
    assert account.mutations() == ["CreateWorkteam", "DeleteWorkteam"]
    assert account.names() == {"new"}
    assert stack.resources["Team"].attributes["WorkteamName"] == "new"


@pytest.mark.parametrize(("before", "after"), [("signs", None), (None, "signs")], ids=["to derived", "to explicit"])
def test_p27_a_name_given_or_dropped_is_a_rename(
    stack: Stack, account: Account, before: str | None, after: str | None
) -> None:
    stack.deploy({"Team": team(WorkteamName=before)})
    (old,) = account.names()

    assert stack.deploy({"Team": team(WorkteamName=after)}).status == "UPDATE_COMPLETE"

    assert len(account.names()) == 1
    assert old not in account.names()


def test_p27_a_rename_rolled_back_removes_only_the_new_team(stack_either_way: Stack, account: Account) -> None:
    stack = stack_either_way
    stack.deploy({"Team": team(WorkteamName="old", Tags=tags(a="1"))})
    before = account.everything("old")

    outcome = stack.deploy({"Team": team(WorkteamName="new", Description="x")}, sibling_fails=True)

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert account.names() == {"old"}
    shown, tagged = account.everything("old")
    claim = {"cdk-sagemaker-workteam:claim": tagged["cdk-sagemaker-workteam:claim"]}
    assert (shown, tagged) == (before[0], before[1] | claim)
    assert stack.deploy({"Team": team(WorkteamName="new")}).status == "UPDATE_COMPLETE"
    assert account.names() == {"new"}


@pytest.mark.parametrize("back", [{"WorkteamName": "old"}, {}], ids=["explicit", "derived"])
def test_p27_a_rename_whose_answer_was_lost_leaves_no_orphan(
    stack_either_way: Stack, account: Account, sink: ResponseSink, back: dict[str, str]
) -> None:
    stack = stack_either_way
    stack.deploy({"Team": team(**back)})
    before = {name: account.everything(name) for name in account.names()}
    sink.trouble(status(403), times=EVERY_TRY_OF_EVERY_ATTEMPT)

    outcome = stack.deploy({"Team": team(WorkteamName="new")})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert {name: account.everything(name) for name in account.names()} == before


def test_p27_a_rename_to_a_derived_name_whose_answer_was_lost_leaves_no_orphan(
    stack_either_way: Stack, account: Account, sink: ResponseSink
) -> None:
    stack = stack_either_way
    stack.deploy({"Team": team(WorkteamName="old")})
    sink.trouble(status(403), times=EVERY_TRY_OF_EVERY_ATTEMPT)

    assert stack.deploy({"Team": team()}).status == "UPDATE_ROLLBACK_COMPLETE"

    assert account.names() == {"old"}


def test_p27_a_rename_that_fails_leaves_the_old_team(stack: Stack, account: Account, control: Control) -> None:
    stack.deploy({"Team": team(WorkteamName="old")})
    before = account.everything("old")
    control.add_fault(Fault("CreateWorkteam", "error", code="ResourceLimitExceeded", message="25", status=400))

    outcome = stack.deploy({"Team": team(WorkteamName="new")})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "ResourceLimitExceeded" in outcome.reason
    assert account.everything("old") == before


def test_p27_an_old_team_that_cannot_be_deleted_is_told_and_the_new_one_stays(
    new_stack: Any, function: LambdaFunction, account: Account, control: Control
) -> None:
    stack = new_stack(through=function.limited_to(2.0))
    stack.deploy({"Team": team(WorkteamName="old")})
    control.set_busy("old", ["sort-signs"])

    outcome = stack.deploy({"Team": team(WorkteamName="new")})

    assert outcome.status == "UPDATE_COMPLETE"
    assert "sort-signs" in outcome.reason
    assert account.names() == {"old", "new"}


def test_p27_two_resources_that_exchange_names_fail_and_come_back(stack: Stack, account: Account) -> None:
    stack.deploy({"A": team(WorkteamName="one"), "B": team(WorkteamName="two")})
    before = {name: account.everything(name) for name in account.names()}

    outcome = stack.deploy({"A": team(WorkteamName="two"), "B": team(WorkteamName="one")})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert {name: account.everything(name) for name in account.names()} == before


def test_p29_a_change_of_letter_case_leaves_no_moment_without_a_team(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    account.forget_calls()

    outcome = stack.deploy({"Team": team(WorkteamName="Signs")})

    assert outcome.status == "UPDATE_COMPLETE", outcome
    assert account.mutations() == ["CreateWorkteam", "DeleteWorkteam"]
    assert account.names() == {"Signs"}
    assert stack.resources["Team"].physical_id == ARN_PREFIX + "Signs"


def test_p29_a_change_of_letter_case_rolled_back_ends_in_the_old_case(
    stack_either_way: Stack, account: Account
) -> None:
    stack_either_way.deploy({"Team": team(WorkteamName="signs")})

    stack_either_way.deploy({"Team": team(WorkteamName="Signs")}, sibling_fails=True)

    assert account.names() == {"signs"}


def test_another_workforce_under_a_derived_name_is_a_replacement(
    stack: Stack, account: Account, control: Control
) -> None:
    control.add_workforce("first", account=ACCOUNT, region=REGION)
    stack.deploy({"Team": team(WorkforceName="first")})
    (old,) = account.names()
    control.add_workforce("second", account=ACCOUNT, region=REGION)

    outcome = stack.deploy({"Team": team(WorkforceName="second")})

    assert outcome.status == "UPDATE_COMPLETE", outcome
    (new,) = account.names()
    assert new != old
    assert account.settings(new)["WorkforceArn"].endswith("/second")


def test_p28_another_workforce_under_an_explicit_name_fails_before_any_mutation(
    conversation: Conversation, account: Account, control: Control
) -> None:
    first, second = (
        team(WorkteamName="signs", WorkforceName=name, Description=name, Tags=tags(**{name: "1"}))
        for name in ("first", "second")
    )
    control.add_workforce("first", account=ACCOUNT, region=REGION)
    assert conversation.send("Create", "Team", first)
    before, undated = account.everything("signs"), (account.settings("signs"), account.tags("signs"))
    control.add_workforce("second", account=ACCOUNT, region=REGION)
    account.forget_calls()

    answer = conversation.send("Update", "Team", second, ARN_PREFIX + "signs", first)

    assert answer is not None
    assert answer.reason.startswith("`WorkforceName`: ")
    assert "`WorkteamName`" in answer.reason
    assert account.mutations() == []
    assert account.everything("signs") == before
    back = conversation.send("Update", "Team", first, ARN_PREFIX + "signs", second)
    assert back is not None
    assert back.succeeded, back
    assert (account.settings("signs"), account.tags("signs")) == undated


@pytest.mark.parametrize("name", ["signs", None], ids=["explicit", "derived"])
def test_p63_naming_the_workforce_that_the_team_is_in_and_no_longer_naming_it_changes_nothing(
    stack: Stack, account: Account, control: Control, name: str | None
) -> None:
    control.add_workforce("first", account=ACCOUNT, region=REGION)
    stack.deploy({"Team": team(WorkteamName=name)})
    account.forget_calls()

    for properties in (team(WorkteamName=name, WorkforceName="first"), team(WorkteamName=name)):
        assert stack.deploy({"Team": properties}).status == "UPDATE_COMPLETE"

    assert len(account.calls()) > 0
    assert account.mutations() == []


def test_a_rename_takes_the_other_changes_along(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="old")})

    stack.deploy({"Team": team(WorkteamName="new", Description="x", MemberDefinitions=cognito("reviewers"))})

    shown = account.settings("new")
    assert shown["Description"] == "x"
    assert shown["MemberDefinitions"] == cognito("reviewers")

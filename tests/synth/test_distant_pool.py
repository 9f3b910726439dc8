"""A user pool that the team's Region doesn't have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Environment, Fn, Stack
from aws_cdk.assertions import Annotations, Match
from aws_cdk.aws_cognito import IUserPool, UserPool

from cdk_sagemaker_workteam import Workteam, WorkteamMember

if TYPE_CHECKING:
    from synth.rendering import NewStack

WARNING = (
    "the user pool us-east-1_AbCd12345 is of the Region us-east-1, the team of eu-west-1; they have to be of one.*"
)


def team_over(stack: Stack, user_pool: IUserPool | str) -> Annotations:
    member = WorkteamMember.cognito(user_pool=user_pool, user_pool_client="client", group="annotators")
    Workteam(stack, "Team", description="d", members=[member, member])
    return Annotations.from_stack(stack)


def test_it_is_warned_of(new_stack: NewStack) -> None:
    found = team_over(new_stack(env=Environment(region="eu-west-1")), "us-east-1_AbCd12345")
    assert len(found.find_warning("/Stack/Team", Match.string_like_regexp(WARNING))) == 1


def test_so_is_one_of_the_app(new_stack: NewStack, flags: dict[str, Any]) -> None:
    app = App(context=flags)
    there, here = (
        new_stack(name, app, env=Environment(account="123456789012", region=region), cross_region_references=True)
        for name, region in (("Pools", "us-east-1"), ("Stack", "eu-west-1"))
    )
    pool = UserPool(there, "Pool")
    member = WorkteamMember.cognito(user_pool=pool, user_pool_client="client", group="annotators")
    for name in ("Team", "Other"):
        Workteam(here, name, description="d", members=[member])
    text = "the user pool Pools/Pool/Resource is of the Region us-east-1, the team of eu-west-1"
    for name in ("Team", "Other"):
        Annotations.from_stack(here).has_warning(f"/Stack/{name}/Resource", Match.string_like_regexp(text))


def test_so_is_one_that_is_imported_from_another_account(new_stack: NewStack) -> None:
    stack = new_stack(env=Environment(account="123456789012", region="eu-west-1"))
    arn = "arn:aws:cognito-idp:eu-west-1:210987654321:userpool/eu-west-1_AbCd12345"
    found = team_over(stack, UserPool.from_user_pool_arn(stack, "Pool", arn))
    found.has_warning("/Stack/Team", Match.string_like_regexp("the user pool .* is of the account 210987654321"))


@pytest.mark.parametrize("user_pool", ["eu-west-1_AbCd12345", Fn.import_value("Pool")], ids=["near", "token"])
def test_what_is_near_or_may_be_is_not(new_stack: NewStack, user_pool: str) -> None:
    team_over(new_stack(env=Environment(region="eu-west-1")), user_pool).has_no_warning("*", Match.any_value())


def test_a_stack_for_any_region_has_any_pool(new_stack: NewStack) -> None:
    team_over(new_stack(), "us-east-1_AbCd12345").has_no_warning("*", Match.any_value())

"""A user pool that the team's Region doesn't have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aws_cdk import Environment, Fn, Stack
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import Workteam, WorkteamMember

if TYPE_CHECKING:
    from synth.rendering import NewStack

WARNING = (
    "the user pool us-east-1_AbCd12345 is of the Region us-east-1, the team of eu-west-1; they have to be of one.*"
)


def team_over(stack: Stack, user_pool: str) -> Annotations:
    member = WorkteamMember.cognito(user_pool=user_pool, user_pool_client="client", group="annotators")
    Workteam(stack, "Team", description="d", members=[member, member])
    return Annotations.from_stack(stack)


def test_it_is_warned_of(new_stack: NewStack) -> None:
    found = team_over(new_stack(env=Environment(region="eu-west-1")), "us-east-1_AbCd12345")
    assert len(found.find_warning("/Stack/Team", Match.string_like_regexp(WARNING))) == 1


@pytest.mark.parametrize("user_pool", ["eu-west-1_AbCd12345", Fn.import_value("Pool")], ids=["near", "token"])
def test_what_is_near_or_may_be_is_not(new_stack: NewStack, user_pool: str) -> None:
    team_over(new_stack(env=Environment(region="eu-west-1")), user_pool).has_no_warning("*", Match.any_value())


def test_a_stack_for_any_region_has_any_pool(new_stack: NewStack) -> None:
    team_over(new_stack(), "us-east-1_AbCd12345").has_no_warning("*", Match.any_value())

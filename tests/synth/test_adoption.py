"""A warning where taking over a team may end in deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aws_cdk import Annotations as CdkAnnotations
from aws_cdk import RemovalPolicy, Stack
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import Workteam, WorkteamMember

if TYPE_CHECKING:
    from synth.rendering import NewStack

WARNING = Match.string_like_regexp("`adopt_existing`: if the deployment that adopts the team rolls back")
ID = "cdk-sagemaker-workteam:adoptExisting"


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


def make(
    stack: Stack, *, adopt_existing: bool = True, removal_policy: RemovalPolicy = RemovalPolicy.DESTROY
) -> Workteam:
    members = [WorkteamMember.oidc(groups=["annotators"])]
    return Workteam(
        stack, "Team", description="d", members=members, adopt_existing=adopt_existing, removal_policy=removal_policy
    )


@pytest.mark.parametrize("policy", [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])
def test_a_rollback_would_delete_the_adopted_team(stack: Stack, policy: RemovalPolicy) -> None:
    make(stack, removal_policy=policy)
    Annotations.from_stack(stack).has_warning("/Stack/Team", WARNING)


def test_a_team_that_is_retained_is_safe(stack: Stack) -> None:
    make(stack, removal_policy=RemovalPolicy.RETAIN)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_without_adoption_there_is_nothing_to_warn_of(stack: Stack) -> None:
    make(stack, adopt_existing=False)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_the_warning_can_be_acknowledged(stack: Stack) -> None:
    CdkAnnotations.of(make(stack)).acknowledge_warning(ID, "the team may go")
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())

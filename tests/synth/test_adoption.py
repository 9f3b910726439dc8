"""A warning where taking over a team may end in deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import Annotations as CdkAnnotations
from aws_cdk import CfnParameter, RemovalPolicies, RemovalPolicy, Stack
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
    stack: Stack, *, adopt_existing: Any = True, removal_policy: RemovalPolicy = RemovalPolicy.DESTROY
) -> Workteam:
    members = [WorkteamMember.oidc(groups=["annotators"])]
    return Workteam(
        stack, "Team", description="d", members=members, adopt_existing=adopt_existing, removal_policy=removal_policy
    )


@pytest.mark.parametrize("policy", [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])
def test_a_rollback_would_delete_the_adopted_team(stack: Stack, policy: RemovalPolicy) -> None:
    make(stack, removal_policy=policy)
    Annotations.from_stack(stack).has_warning("/Stack/Team/Resource/Default", WARNING)


def test_a_team_that_is_retained_is_safe(stack: Stack) -> None:
    make(stack, removal_policy=RemovalPolicy.RETAIN)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_what_counts_is_the_policy_in_the_end(stack: Stack) -> None:
    make(stack).apply_removal_policy(RemovalPolicy.RETAIN)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_nor_is_one_safe_that_was_to_be_retained_at_first(stack: Stack) -> None:
    make(stack, removal_policy=RemovalPolicy.RETAIN).apply_removal_policy(RemovalPolicy.DESTROY)
    Annotations.from_stack(stack).has_warning("/Stack/Team/Resource/Default", WARNING)


def test_a_policy_that_is_set_for_all_of_the_stack_counts(stack: Stack) -> None:
    make(stack)
    RemovalPolicies.of(stack).retain()
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_an_adoption_that_is_decided_when_deployed(stack: Stack) -> None:
    make(stack, adopt_existing=CfnParameter(stack, "Adopt").value_as_string)
    Annotations.from_stack(stack).has_warning("/Stack/Team/Resource/Default", WARNING)


@pytest.mark.parametrize("adopt_existing", [False, "false"])
def test_without_adoption_there_is_nothing_to_warn_of(stack: Stack, adopt_existing: Any) -> None:
    make(stack, adopt_existing=adopt_existing)
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_the_warning_can_be_acknowledged(stack: Stack) -> None:
    CdkAnnotations.of(make(stack)).acknowledge_warning(ID, "the team may go")
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())

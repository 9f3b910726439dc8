"""Whatever role the function has, it is given the same rights: neither less nor more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider
from synth.rendering import NewStack, Rendered, render

if TYPE_CHECKING:
    from collections.abc import Iterator

POOL = "eu-west-1_AbCd12345"
COGNITO = WorkteamMember.cognito(user_pool=POOL, user_pool_client="client", group="annotators")
HERE = Environment(account="123456789012", region="eu-west-1")
ROLE_ARN = "arn:aws:iam::123456789012:role/Given"
LAMBDA = iam.ServicePrincipal("lambda.amazonaws.com")


def rights(*stacks: Stack) -> set[tuple[str, str, str]]:
    """Return each action that the roles of some stacks may do, with its resource and conditions."""
    return {right for stack in stacks for document in documents(render(stack)) for right in of_document(document)}


def documents(rendered: Rendered) -> Iterator[dict[str, Any]]:
    for role in rendered.of_type("AWS::IAM::Role"):
        yield from (policy["PolicyDocument"] for policy in role["Properties"].get("Policies", []))
    for policy in rendered.of_type("AWS::IAM::Policy"):
        yield policy["Properties"]["PolicyDocument"]


def of_document(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for statement in document["Statement"]:
        actions, resources = (
            value if isinstance(value, list) else [value] for value in (statement["Action"], statement["Resource"])
        )
        for action in actions:
            for resource in resources:
                yield action, json.dumps(resource), json.dumps(statement.get("Condition"), sort_keys=True)


def team_by(stack: Stack, role: iam.IRole | None) -> None:
    queue = sqs.Queue(stack, "Lost", encryption_master_key=kms.Key(stack, "Key"))
    provider = WorkteamProvider(
        stack,
        "Provider",
        role=role,
        dead_letter_queue=queue,
        tracing=lambda_.Tracing.ACTIVE,
        environment_encryption=kms.Key(stack, "Environment"),
    )
    Workteam(stack, "Team", description="d", members=[COGNITO], provider=provider)


@pytest.fixture(scope="module")
def own(new_stack: NewStack) -> set[tuple[str, str, str]]:
    stack = new_stack(env=HERE)
    team_by(stack, None)
    return rights(stack)


def test_what_the_own_role_may_do(own: set[tuple[str, str, str]]) -> None:
    assert {action.partition(":")[0] for action, _, _ in own} == {
        "sagemaker",
        "cognito-idp",
        "logs",
        "sqs",
        "kms",
        "xray",
    }
    assert {resource for action, resource, _ in own if action.startswith("xray:")} == {'"*"'}
    assert len(own) == 8 + 6 + 2 + 1 + 3 + 2


def test_p46_a_given_role(new_stack: NewStack, own: set[tuple[str, str, str]]) -> None:
    stack = new_stack(env=HERE)
    team_by(stack, iam.Role(stack, "Given", assumed_by=LAMBDA))
    assert rights(stack) == own


def test_p46_an_imported_role(new_stack: NewStack, own: set[tuple[str, str, str]]) -> None:
    stack = new_stack(env=HERE)
    team_by(stack, iam.Role.from_role_arn(stack, "Given", ROLE_ARN))
    assert rights(stack) == own


def test_p46_a_role_of_another_stack(
    flags: dict[str, Any], new_stack: NewStack, own: set[tuple[str, str, str]]
) -> None:
    app = App(context=flags)
    roles, stack = new_stack("Roles", app, env=HERE), new_stack("Stack", app, env=HERE)
    team_by(stack, iam.Role(roles, "Given", assumed_by=LAMBDA))
    app.synth()
    assert rights(roles, stack) == own


def test_p46_the_role_of_an_imported_provider(new_stack: NewStack, own: set[tuple[str, str, str]]) -> None:
    stack = new_stack(env=HERE)
    token = "arn:aws:lambda:eu-west-1:123456789012:function:Shared"
    role = iam.Role.from_role_arn(stack, "Role", ROLE_ARN)
    provider = WorkteamProvider.from_service_token(stack, "Shared", token, role=role)
    Workteam(stack, "Team", description="d", members=[COGNITO], provider=provider)
    assert rights(stack) == {right for right in own if right[0].startswith("cognito-idp:")}

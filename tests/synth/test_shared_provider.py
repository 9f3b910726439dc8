"""A provider of another app, known by its service token."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, Duration, Environment, Fn, Stack
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Annotations, Match

from cdk_sagemaker_workteam import (
    IWorkteamProvider,
    Workteam,
    WorkteamMember,
    WorkteamProvider,
    WorkteamValidationError,
)
from synth.rendering import NewStack, render

TOKEN = "arn:aws:lambda:eu-west-1:123456789012:function:Shared-WorkteamProviderFunction"
ROLE_ARN = "arn:aws:iam::123456789012:role/Shared"
POOL = "eu-west-1_AbCd12345"
OIDC = WorkteamMember.oidc(groups=["annotators"])
COGNITO = WorkteamMember.cognito(user_pool=POOL, user_pool_client="client", group="annotators")


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack(env=Environment(account="123456789012", region="eu-west-1"))


def test_the_team_is_all_that_the_stack_holds(stack: Stack) -> None:
    provider: IWorkteamProvider = WorkteamProvider.from_service_token(
        stack, "Shared", TOKEN, service_timeout=Duration.minutes(20)
    )
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    rendered = render(stack)
    assert [one["Type"] for one in rendered.resources.values()] == ["Custom::SageMakerWorkteam"]
    properties = rendered.resource("Team")["Properties"]
    assert (properties["ServiceToken"], properties["ServiceTimeout"]) == (TOKEN, "1200")
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


def test_a_token_known_when_deployed(new_stack: NewStack) -> None:
    stack = new_stack()
    provider = WorkteamProvider.from_service_token(stack, "Shared", Fn.import_value("WorkteamServiceToken"))
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    properties = render(stack).resource("Team")["Properties"]
    assert properties["ServiceToken"] == {"Fn::ImportValue": "WorkteamServiceToken"}
    assert properties["ServiceTimeout"] == "900"


def test_rights_over_a_user_pool_are_asked_for(stack: Stack) -> None:
    provider = WorkteamProvider.from_service_token(stack, "Shared", TOKEN)
    Workteam(stack, "Team", description="d", members=[COGNITO], provider=provider)
    Annotations.from_stack(stack).has_warning(
        "/Stack/Team",
        Match.string_like_regexp(
            "`provider`: the function.s role is not of this app.*Pool.*, or give `role` to `from_service_token`"
        ),
    )


def test_rights_over_a_user_pool_are_given_to_a_role_that_is_known(stack: Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Role", ROLE_ARN)
    provider = WorkteamProvider.from_service_token(stack, "Shared", TOKEN, role=role)
    Workteam(stack, "Team", description="d", members=[COGNITO], provider=provider)
    rendered = render(stack)
    ((name, policy),) = [one for one in rendered.resources.items() if one[1]["Type"] == "AWS::IAM::Policy"]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert len(statement["Action"]) == 6
    assert statement["Resource"] == f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{POOL}"
    assert policy["Properties"]["Roles"] == ["Shared"]
    assert rendered.resource("Team")["DependsOn"] == [name]
    Annotations.from_stack(stack).has_no_warning("*", Match.any_value())


@pytest.mark.parametrize("token", [TOKEN + ":live", TOKEN + ":7", TOKEN + ":$LATEST"])
def test_a_version_or_an_alias(stack: Stack, token: str) -> None:
    assert WorkteamProvider.from_service_token(stack, "Shared", token).service_token == token


@pytest.mark.parametrize(("partition", "region"), [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")])
def test_other_partitions(new_stack: NewStack, partition: str, region: str) -> None:
    stack = new_stack(env=Environment(account="123456789012", region=region))
    token = f"arn:{partition}:lambda:{region}:123456789012:function:Shared"
    assert WorkteamProvider.from_service_token(stack, "Shared", token).place.region == region


def test_text_in_the_place_of_its_role(stack: Stack) -> None:
    with pytest.raises(WorkteamValidationError, match=r"`role`: expected a construct, .*, received 'Shared'"):
        WorkteamProvider.from_service_token(stack, "Shared", TOKEN, role="Shared")


@pytest.mark.parametrize("token", ["Shared", "arn:aws:sns:eu-west-1:123456789012:topic", TOKEN + ":", ""])
def test_what_is_no_function(stack: Stack, token: str) -> None:
    with pytest.raises(ValueError, match="`service_token`: expected arn:aws:lambda:<region>:<account>:function:<name>"):
        WorkteamProvider.from_service_token(stack, "Shared", token)


@pytest.mark.parametrize(
    ("token", "message"),
    [
        (
            TOKEN.replace("eu-west-1", "us-east-1"),
            "`service_token`: expected a function of the stack's own Region, eu-west-1, received one of us-east-1",
        ),
        (
            TOKEN.replace("123456789012", "999999999999"),
            "`service_token`: expected a function of the stack's own account, 123456789012, received one of 9999999999",
        ),
    ],
)
def test_p48_a_function_from_elsewhere(stack: Stack, token: str, message: str) -> None:
    with pytest.raises(WorkteamValidationError) as refused:
        WorkteamProvider.from_service_token(stack, "Shared", token)
    assert message in str(refused.value)


def test_p48_a_provider_of_the_app_but_another_region(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    provider = WorkteamProvider(new_stack("Shared", app, env=Environment(region="us-east-1")), "Provider")
    stack = new_stack("Teams", app, env=Environment(region="eu-west-1"))
    with pytest.raises(
        WorkteamValidationError,
        match="`provider`: expected a function of the stack's own Region, eu-west-1, received one of us-east-1",
    ):
        Workteam(stack, "Team", description="", members=[OIDC], provider=provider)

"""The function behind the teams: one for a stack, with these rights and no other."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider
from synth.rendering import NewStack, Rendered, SignIn, arn, render

OIDC = WorkteamMember.oidc(groups=["annotators"])
FIXED = {"AWS::IAM::Role", "AWS::Logs::LogGroup", "AWS::Lambda::Function", "AWS::Lambda::EventInvokeConfig"}
TEAM_ACTIONS = {
    "sagemaker:CreateWorkteam",
    "sagemaker:UpdateWorkteam",
    "sagemaker:DeleteWorkteam",
    "sagemaker:DescribeWorkteam",
    "sagemaker:AddTags",
    "sagemaker:DeleteTags",
    "sagemaker:ListTags",
    "sagemaker:ListLabelingJobsForWorkteam",
}
LOG_ACTIONS = {"logs:CreateLogStream", "logs:PutLogEvents"}
COGNITO_ACTIONS = {
    "cognito-idp:DescribeUserPool",
    "cognito-idp:DescribeUserPoolClient",
    "cognito-idp:UpdateUserPool",
    "cognito-idp:UpdateUserPoolClient",
    "cognito-idp:ListGroups",
    "cognito-idp:AdminListGroupsForUser",
}


def rights(role: dict[str, Any]) -> dict[str, Any]:
    """Return the resources of each action."""
    (policy,) = role["Properties"]["Policies"]
    return {
        action: statement["Resource"]
        for statement in policy["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }


@pytest.fixture(scope="module")
def oidc(new_stack: NewStack) -> Rendered:
    stack = new_stack()
    for number in range(3):
        Workteam(stack, f"Team{number}", description="d", members=[OIDC])
    return render(stack)


@pytest.fixture(scope="module")
def cognito(new_stack: NewStack) -> Rendered:
    stack = new_stack()
    sign_in = SignIn.of(stack)
    for number in range(2):
        Workteam(stack, f"Team{number}", description="d", members=[sign_in.member()])
    return render(stack)


def test_p49_four_resources_and_one_for_each_team(oidc: Rendered) -> None:
    types = [resource["Type"] for resource in oidc.resources.values()]
    assert sorted(types) == sorted([*FIXED, *["Custom::SageMakerWorkteam"] * 3])


def test_p46_the_rights_over_oidc_teams(oidc: Rendered) -> None:
    (role,) = oidc.of_type("AWS::IAM::Role")
    granted = rights(role)
    assert set(granted) == TEAM_ACTIONS | LOG_ACTIONS
    assert all(granted[action] == arn("sagemaker", "workteam/private-crowd/*") for action in TEAM_ACTIONS)
    log_group = {"Fn::GetAtt": [oidc.logical_id("WorkteamProviderLogGroup"), "Arn"]}
    assert all(granted[action] == log_group for action in LOG_ACTIONS)
    assert "ManagedPolicyArns" not in role["Properties"]


def test_p46_the_rights_over_cognito_teams_end_at_their_pool(cognito: Rendered) -> None:
    (role,) = cognito.of_type("AWS::IAM::Role")
    granted = rights(role)
    assert set(granted) == TEAM_ACTIONS | LOG_ACTIONS | COGNITO_ACTIONS
    pool = arn("cognito-idp", "userpool/", {"Ref": cognito.logical_id("Pool")})
    assert all(granted[action] == pool for action in COGNITO_ACTIONS)


def test_a_pool_is_named_once_whatever_the_apps_feature_flags() -> None:
    stack = Stack()
    sign_in = SignIn.of(stack)
    for number in range(3):
        Workteam(stack, f"Team{number}", description="d", members=[sign_in.member()])
    (role,) = render(stack).of_type("AWS::IAM::Role")
    (policy,) = role["Properties"]["Policies"]
    assert len([s for s in policy["PolicyDocument"]["Statement"] if "cognito" in str(s["Action"])]) == 1


def test_the_function(oidc: Rendered) -> None:
    (function,) = oidc.of_type("AWS::Lambda::Function")
    properties = function["Properties"]
    assert {key: properties[key] for key in ("Runtime", "Architectures", "MemorySize", "Timeout", "Handler")} == {
        "Runtime": "python3.13",
        "Architectures": ["arm64"],
        "MemorySize": 256,
        "Timeout": 300,
        "Handler": "workteam_provider.handler.handler",
    }
    assert properties["LoggingConfig"] == {
        "LogGroup": {"Ref": oidc.logical_id("WorkteamProviderLogGroup")},
        "LogFormat": "JSON",
        "ApplicationLogLevel": "INFO",
    }


def test_p46_no_permission_to_invoke_and_a_log_group_that_goes_with_the_stack(oidc: Rendered) -> None:
    assert oidc.of_type("AWS::Lambda::Permission") == []
    (log_group,) = oidc.of_type("AWS::Logs::LogGroup")
    assert log_group["DeletionPolicy"] == "Delete"
    assert log_group["Properties"]["RetentionInDays"] == 30


def test_p48_an_event_is_not_taken_up_too_late_to_be_answered(oidc: Rendered) -> None:
    (invocation,) = oidc.of_type("AWS::Lambda::EventInvokeConfig")
    assert invocation["Properties"]["MaximumRetryAttempts"] == 2
    service_timeout = int(oidc.resource("Team0")["Properties"]["ServiceTimeout"])
    assert service_timeout <= 3600
    assert invocation["Properties"]["MaximumEventAgeInSeconds"] == service_timeout - 300


def test_p47_a_team_depends_on_the_whole_provider(oidc: Rendered) -> None:
    team = oidc.resource("Team1")
    named = {name for name, resource in oidc.resources.items() if resource["Type"] in FIXED}
    assert {*team["DependsOn"], team["Properties"]["ServiceToken"]["Fn::GetAtt"][0]} == named


def test_p47_a_team_depends_on_every_policy_of_the_role(new_stack: NewStack) -> None:
    stack = new_stack()
    provider = WorkteamProvider(stack, "Provider")
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    provider.role.add_to_principal_policy(
        iam.PolicyStatement(actions=["kms:Decrypt"], resources=["arn:aws:kms:::key/k"])
    )
    rendered = render(stack)
    assert rendered.logical_id("ProviderRoleDefaultPolicy") in rendered.resource("Team")["DependsOn"]


def test_a_provider_made_by_hand_is_the_one_of_the_stack(new_stack: NewStack) -> None:
    stack = new_stack()
    WorkteamProvider(
        stack,
        "WorkteamProvider",
        runtime=lambda_.Runtime.PYTHON_3_12,
        architecture=lambda_.Architecture.X86_64,
        memory_size=512,
        timeout=Duration.minutes(10),
        service_timeout=Duration.minutes(40),
        log_retention=logs.RetentionDays.ONE_YEAR,
        log_level=lambda_.ApplicationLogLevel.DEBUG,
    )
    Workteam(stack, "Team", description="d", members=[OIDC])
    rendered = render(stack)
    (function,) = rendered.of_type("AWS::Lambda::Function")
    properties = function["Properties"]
    assert (properties["Runtime"], properties["Architectures"]) == ("python3.12", ["x86_64"])
    assert (properties["MemorySize"], properties["Timeout"]) == (512, 600)
    assert properties["LoggingConfig"]["ApplicationLogLevel"] == "DEBUG"
    assert rendered.of_type("AWS::Logs::LogGroup")[0]["Properties"]["RetentionInDays"] == 365
    assert rendered.resource("Team")["Properties"]["ServiceTimeout"] == "2400"
    assert rendered.of_type("AWS::Lambda::EventInvokeConfig")[0]["Properties"]["MaximumEventAgeInSeconds"] == 1800


@pytest.mark.parametrize(("timeout", "service_timeout"), [(300, 359), (300, 3601), (900, 900)])
def test_p48_time_outs_that_leave_no_time_to_answer(timeout: int, service_timeout: int) -> None:
    with pytest.raises(ValueError, match=f"`service_timeout`: expected {timeout + 60} to 3600 seconds") as refused:
        WorkteamProvider(
            Stack(),
            "Provider",
            timeout=Duration.seconds(timeout),
            service_timeout=Duration.seconds(service_timeout),
        )
    assert f"received {service_timeout}" in str(refused.value)


def test_another_construct_under_the_providers_id() -> None:
    stack = Stack()
    sqs.Queue(stack, "WorkteamProvider")
    with pytest.raises(TypeError, match="expected a WorkteamProvider under this id, received a Queue"):
        Workteam(stack, "Team", description="d", members=[OIDC])


def test_p49_the_provider_of_the_stack_that_a_construct_is_in() -> None:
    stack = Stack()
    inner = Construct(Construct(stack, "Outer"), "Inner")
    assert WorkteamProvider.get_or_create(inner) is WorkteamProvider.get_or_create(stack)
    assert [one["Type"] for one in render(stack).of_type("AWS::Lambda::Function")] == ["AWS::Lambda::Function"]


def test_a_provider_shared_with_another_stack(flags: dict[str, Any], new_stack: NewStack) -> None:
    app = App(context=flags)
    provider = WorkteamProvider(new_stack("Shared", app), "Provider")
    stack = new_stack("Teams", app)
    sign_in = SignIn.of(stack)
    Workteam(stack, "Team", description="d", members=[sign_in.member()], provider=provider)
    rendered = render(stack)
    assert rendered.of_type("AWS::Lambda::Function") == []
    (policy,) = rendered.of_type("AWS::IAM::Policy")
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert set(statement["Action"]) == COGNITO_ACTIONS
    assert statement["Resource"] == arn("cognito-idp", "userpool/", {"Ref": rendered.logical_id("Pool")})
    assert rendered.logical_id("TeamFunctionPolicy") in rendered.resource("Team")["DependsOn"]
    assert [dependency.node.id for dependency in stack.dependencies] == ["Shared"]

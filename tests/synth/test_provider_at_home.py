"""The provider under other people's flags, synthesizers and habits."""

from __future__ import annotations

from dataclasses import fields
from inspect import signature
from typing import Any

import pytest
from aws_cdk import App, BootstraplessSynthesizer, Duration, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_sagemaker_workteam import AssetError, Workteam, WorkteamMember, WorkteamProvider, WorkteamValidationError
from cdk_sagemaker_workteam.provider.props import FunctionProps
from synth.rendering import NewStack, render

OIDC = WorkteamMember.oidc(groups=["annotators"])
STRENGTH = "@aws-cdk/core:defaultCrossStackReferences"


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


def test_the_props_are_those_of_the_constructor() -> None:
    parameters = [
        name for name in signature(WorkteamProvider.__init__).parameters if name not in {"self", "scope", "id"}
    ]
    assert [one.name for one in fields(FunctionProps)] == parameters


class Versioned(WorkteamProvider):
    """A provider whose service token is of a resource of its own."""

    @property
    def service_token(self) -> str:
        return self.function.current_version.function_arn


@pytest.mark.parametrize("kind", [WorkteamProvider, Versioned])
@pytest.mark.parametrize("strength", ["weak", "both", "strong", None])
def test_p66_a_shared_function_can_not_go_before_its_teams(
    flags: dict[str, Any], new_stack: NewStack, kind: type[WorkteamProvider], strength: str | None
) -> None:
    app = App(context=flags | ({STRENGTH: strength} if strength else {}))
    provider = kind(new_stack("Shared", app), "Provider")
    stack = new_stack("Teams", app)
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    assert list(render(stack).resource("Team")["Properties"]["ServiceToken"]) == ["Fn::ImportValue"]
    outputs = render(Stack.of(provider)).template["Outputs"]
    assert any("Export" in output for output in outputs.values())


@pytest.mark.parametrize("prop", [one.name for one in fields(FunctionProps)])
def test_p67_none_is_not_given(new_stack: NewStack, prop: str) -> None:
    stacks = [new_stack(), new_stack()]
    props: dict[str, Any] = {prop: None}
    for stack, given in zip(stacks, ({}, props), strict=True):
        Workteam(stack, "Team", description="d", members=[OIDC], provider=WorkteamProvider(stack, "Provider", **given))
    expected, received = (render(stack).template for stack in stacks)
    assert received == expected


def test_p67_none_is_not_given_to_an_imported_one(stack: Stack) -> None:
    token = "arn:aws:lambda:eu-west-1:123456789012:function:Shared"
    provider = WorkteamProvider.from_service_token(stack, "P", token, role=None, service_timeout=None)
    assert provider.service_timeout.to_minutes() == 15


def test_p67_its_default_child_is_the_function(stack: Stack) -> None:
    provider = WorkteamProvider(stack, "Provider")
    main = provider.node.default_child
    assert isinstance(main, lambda_.CfnFunction)
    main.add_property_override("Description", "ours")
    (function,) = render(stack).of_type("AWS::Lambda::Function")
    assert function["Properties"]["Description"] == "ours"


def test_a_stack_that_publishes_nothing() -> None:
    stack = Stack(App(), "Stack", synthesizer=BootstraplessSynthesizer())
    with pytest.raises(AssetError) as refused:
        Workteam(stack, "Team", description="d", members=[OIDC])
    for word in ("BootstraplessSynthesizer", "WorkteamProvider.from_service_token", "examples/without_cdk"):
        assert word in str(refused.value)


def test_p80_a_provider_that_refuses_adoption(stack: Stack) -> None:
    provider = WorkteamProvider(stack, "Provider", allow_adoption=False)
    (function,) = render(stack).of_type("AWS::Lambda::Function")
    assert function["Properties"]["Environment"] == {"Variables": {"ALLOW_ADOPTION": "false"}}
    with pytest.raises(
        WorkteamValidationError, match="`adopt_existing`: expected a `provider` that allows adoption, received one that"
    ):
        Workteam(stack, "Team", description="d", members=[OIDC], provider=provider, adopt_existing=True)
    Workteam(stack, "Other", description="d", members=[OIDC], provider=provider, adopt_existing=False)


@pytest.mark.parametrize("allow", [True, None])
def test_p80_one_that_does_not_says_nothing(stack: Stack, allow: bool | None) -> None:
    provider = WorkteamProvider(stack, "Provider", allow_adoption=allow)
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider, adopt_existing=True)
    (function,) = render(stack).of_type("AWS::Lambda::Function")
    assert "Environment" not in function["Properties"]


def test_a_log_group_that_is_given(stack: Stack) -> None:
    group = logs.LogGroup(stack, "Log", removal_policy=RemovalPolicy.RETAIN)
    provider = WorkteamProvider(stack, "Provider", log_group=group)
    Workteam(stack, "Team", description="d", members=[OIDC], provider=provider)
    provider.metric_failed_operations()
    rendered = render(stack)
    assert rendered.of_type("AWS::Logs::LogGroup") == [rendered.resource("Log")]
    ours = {"Ref": rendered.logical_id("Log")}
    (function,) = rendered.of_type("AWS::Lambda::Function")
    assert function["Properties"]["LoggingConfig"]["LogGroup"] == ours
    assert rendered.of_type("AWS::Logs::MetricFilter")[0]["Properties"]["LogGroupName"] == ours
    assert rendered.logical_id("Log") in rendered.resource("Team")["DependsOn"]


@pytest.mark.parametrize("prop", ["log_retention", "log_encryption_key"])
def test_a_log_group_that_is_given_is_left_as_it_is(stack: Stack, prop: str) -> None:
    value: Any = logs.RetentionDays.ONE_DAY if prop == "log_retention" else kms.Key(stack, "Key")
    props: dict[str, Any] = {"log_group": logs.LogGroup(stack, "Log"), prop: value}
    with pytest.raises(WorkteamValidationError, match=f"`{prop}`: expected none for a `log_group` that is given"):
        WorkteamProvider(stack, "Provider", **props)


@pytest.mark.parametrize(
    ("prop", "value"),
    [
        ("timeout", Duration.seconds(30)),
        ("timeout", Duration.seconds(900)),
        ("memory_size", 128),
        ("memory_size", 10240),
        ("reserved_concurrent_executions", 1),
        ("service_timeout", Duration.seconds(360)),
        ("service_timeout", Duration.seconds(3600)),
    ],
)
def test_p48_the_edges_are_allowed(stack: Stack, prop: str, value: Any) -> None:
    props: dict[str, Any] = {"service_timeout": Duration.hours(1), prop: value}
    WorkteamProvider(stack, "Provider", **props)
    assert len(render(stack).of_type("AWS::Lambda::Function")) == 1

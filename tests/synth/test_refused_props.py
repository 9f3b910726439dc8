"""Props that would pass a synth and fail when deployed, and the removal policy set afterwards."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from aws_cdk import CfnParameter, Duration, RemovalPolicy, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider, WorkteamValidationError
from cdk_sagemaker_workteam.provider.props import FunctionProps
from synth.rendering import NewStack, render

TOKEN = "arn:aws:lambda:eu-west-1:123456789012:function:Shared"


@pytest.fixture
def stack(new_stack: NewStack) -> Stack:
    return new_stack()


def team(stack: Stack, **props: Any) -> Workteam:
    return Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=["annotators"])], **props)


@pytest.mark.parametrize("runtime", [lambda_.Runtime.PYTHON_3_10, lambda_.Runtime.NODEJS_20_X])
def test_p50_a_runtime_that_can_not_read_the_code(stack: Stack, runtime: lambda_.Runtime) -> None:
    with pytest.raises(
        WorkteamValidationError, match=r"`runtime`: expected Python 3\.11 or newer, received " + runtime.name
    ):
        WorkteamProvider(stack, "Provider", runtime=runtime)


@pytest.mark.parametrize("name", ["python3.11", "python3.13", "python3.14"])
def test_p50_a_runtime_that_can(stack: Stack, name: str) -> None:
    WorkteamProvider(stack, "Provider", runtime=lambda_.Runtime(name, lambda_.RuntimeFamily.PYTHON))
    (function,) = render(stack).of_type("AWS::Lambda::Function")
    assert function["Properties"]["Runtime"] == name


def test_p50_a_queue_that_lambda_sends_nothing_to(stack: Stack) -> None:
    queue = sqs.Queue(stack, "Lost", fifo=True)
    with pytest.raises(
        WorkteamValidationError, match=r"`dead_letter_queue`: expected a standard queue, .* a FIFO queue"
    ):
        WorkteamProvider(stack, "Provider", dead_letter_queue=queue)


@pytest.mark.parametrize("prop", ["memory_size", "reserved_concurrent_executions"])
def test_p50_halves(stack: Stack, prop: str) -> None:
    props: dict[str, Any] = {prop: 200.5}
    with pytest.raises(WorkteamValidationError, match=rf"`{prop}`: expected a whole number, received the float 200\.5"):
        WorkteamProvider(stack, "Provider", **props)


A_CONSTRUCT = "a construct, defined or imported in this app"
OF_ANOTHER_KIND: dict[str, tuple[Any, str, str]] = {
    "runtime": ("python3.13", "a lambda Runtime", "'python3.13'"),
    "architecture": ("arm64", "a lambda Architecture", "'arm64'"),
    "memory_size": ("256", "a number", "'256'"),
    "timeout": (300, "a Duration", "the int 300"),
    "service_timeout": (900, "a Duration", "the int 900"),
    "log_group": ("/aws/lambda/mine", A_CONSTRUCT, "'/aws/lambda/mine'"),
    "log_retention": (30, "a logs RetentionDays", "the int 30"),
    "log_level": ("INFO", "a lambda ApplicationLogLevel", "'INFO'"),
    "log_encryption_key": ("key", A_CONSTRUCT, "'key'"),
    "role": ("Worker", A_CONSTRUCT, "'Worker'"),
    "permissions_boundary": ("Developers", A_CONSTRUCT, "'Developers'"),
    "vpc": ("vpc-1", A_CONSTRUCT, "'vpc-1'"),
    "vpc_subnets": (["subnet-1"], "an ec2 SubnetSelection", "a list of 1 items"),
    "security_groups": (["sg-1"], "a list of constructs, defined or imported in this app", "a list of 1 items"),
    "dead_letter_queue": ("queue", A_CONSTRUCT, "'queue'"),
    "tracing": (True, "a lambda Tracing", "the bool True"),
    "reserved_concurrent_executions": (True, "a number", "the bool True"),
    "environment_encryption": ("key", A_CONSTRUCT, "'key'"),
    "allow_adoption": ("false", "True or False", "'false'"),
}


@pytest.mark.parametrize("prop", [field.name for field in fields(FunctionProps)])
def test_p50_what_is_of_another_kind(stack: Stack, prop: str) -> None:
    value, expected, received = OF_ANOTHER_KIND[prop]
    with pytest.raises(WorkteamValidationError) as refused:
        WorkteamProvider(stack, "Provider", **{prop: value})
    assert str(refused.value) == (
        f"work team provider 'Stack/Provider' can't be made\n  `{prop}`: expected {expected}, received {received}"
    )


def test_p50_an_imported_time_out_that_is_no_duration(stack: Stack) -> None:
    with pytest.raises(WorkteamValidationError, match="`service_timeout`: expected a Duration, received the int 900"):
        WorkteamProvider.from_service_token(stack, "P", TOKEN, service_timeout=900)  # type: ignore[arg-type]


@pytest.mark.parametrize("prop", ["timeout", "service_timeout"])
def test_p48_a_time_out_that_is_known_only_when_deployed(stack: Stack, prop: str) -> None:
    seconds = CfnParameter(stack, "Seconds", type="Number").value_as_number
    props: dict[str, Any] = {prop: Duration.seconds(seconds)}
    with pytest.raises(WorkteamValidationError, match=rf"`{prop}`: expected a literal duration, .*, received a token"):
        WorkteamProvider(stack, "Provider", **props)


@pytest.mark.parametrize("seconds", [0, 89, 3601])
def test_p48_a_time_out_that_no_function_fits_into(stack: Stack, seconds: int) -> None:
    with pytest.raises(WorkteamValidationError, match=f"expected 90 to 3600 seconds, received {seconds}"):
        WorkteamProvider.from_service_token(stack, "P", TOKEN, service_timeout=Duration.seconds(seconds))


@pytest.mark.parametrize("seconds", [90, 3600])
def test_p48_a_time_out_that_one_fits_into(stack: Stack, seconds: int) -> None:
    provider = WorkteamProvider.from_service_token(stack, "P", TOKEN, service_timeout=Duration.seconds(seconds))
    assert provider.service_timeout.to_seconds() == seconds


def test_p50_a_team_has_no_snapshots(stack: Stack) -> None:
    with pytest.raises(
        WorkteamValidationError, match=r"`removal_policy`: expected DESTROY, RETAIN or .*, received SNAPSHOT$"
    ):
        team(stack, removal_policy=RemovalPolicy.SNAPSHOT)


def test_a_removal_policy_set_afterwards(stack: Stack) -> None:
    team(stack).apply_removal_policy(RemovalPolicy.RETAIN)
    resource = render(stack).resource("Team")
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_p50_a_removal_policy_set_afterwards_that_would_be_refused(stack: Stack) -> None:
    made = team(stack)
    with pytest.raises(WorkteamValidationError, match=r"`removal_policy`: expected .*, received SNAPSHOT$"):
        made.apply_removal_policy(RemovalPolicy.SNAPSHOT)

"""Values that are known only when deployed, in the place of each literal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsii
import pytest
from aws_cdk import (
    CfnParameter,
    CfnResource,
    Duration,
    Fn,
    IStableAnyProducer,
    IStableListProducer,
    Lazy,
    Stack,
    Token,
)
from constructs import Construct

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember, WorkteamProvider
from synth.rendering import NewStack, render

if TYPE_CHECKING:
    from collections.abc import Callable

COGNITO = {"user_pool": "eu-west-1_AbCd12345", "user_pool_client": "client", "group": "annotators"}


@jsii.implements(IStableAnyProducer)
class _Late:
    def produce(self) -> str:
        return "late"


@jsii.implements(IStableListProducer)
class _Groups:
    def produce(self) -> list[str]:
        return ["annotators"]


TOKENS: dict[str, Callable[[Construct], Any]] = {
    "value_as_string": lambda scope: CfnParameter(scope, "Parameter").value_as_string,
    "within_text": lambda scope: f"a {CfnParameter(scope, 'Parameter').value_as_string}",
    "value": lambda scope: CfnParameter(scope, "Parameter").value,
    "value_as_number": lambda scope: CfnParameter(scope, "Parameter", type="Number").value_as_number,
    "as_any": lambda _: Token.as_any("any"),
    "condition_if": lambda _: Fn.condition_if("Condition", "one", "other"),
    "get_att": lambda _: Fn.get_att("Resource", "Attribute"),
    "attribute": lambda scope: CfnResource(scope, "Resource", type="AWS::Cloud9::EnvironmentEC2").get_att("Name"),
    "lazy": lambda _: Lazy.any(_Late()),
}

PROPS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "description": lambda token: {"description": token},
    "workteam_name": lambda token: {"workteam_name": token},
    "workforce_name": lambda token: {"workforce_name": token},
    "notification_topic": lambda token: {"notification_topic": token},
    "adopt_existing": lambda token: {"adopt_existing": token},
    "worker_access": lambda token: {"worker_access": token},
    "source_ip": lambda token: {"worker_access": WorkerAccess(source_ip=token)},
    "vpc_source_ip": lambda token: {"worker_access": WorkerAccess(vpc_source_ip=token, source_ip=True)},
    "members": lambda token: {"members": token},
    "member": lambda token: {"members": [token]},
    "user_pool": lambda token: {"members": [WorkteamMember.cognito(**(COGNITO | {"user_pool": token}))]},
    "user_pool_client": lambda token: {"members": [WorkteamMember.cognito(**(COGNITO | {"user_pool_client": token}))]},
    "group": lambda token: {"members": [WorkteamMember.cognito(**(COGNITO | {"group": token}))]},
    "groups": lambda token: {"members": [WorkteamMember.oidc(groups=token)]},
    "group_of_oidc": lambda token: {"members": [WorkteamMember.oidc(groups=["annotators", token])]},
}


_MEMBER = ["MemberDefinitions", 0, "CognitoMemberDefinition"]
_ACCESS = ["WorkerAccessConfiguration", "S3Presign", "IamPolicyConstraints"]
PLACES: dict[str, list[Any]] = {
    "description": ["Description"],
    "workteam_name": ["WorkteamName"],
    "workforce_name": ["WorkforceName"],
    "notification_topic": ["NotificationConfiguration", "NotificationTopicArn"],
    "adopt_existing": ["AdoptExisting"],
    "worker_access": ["WorkerAccessConfiguration"],
    "source_ip": [*_ACCESS, "SourceIp"],
    "vpc_source_ip": [*_ACCESS, "VpcSourceIp"],
    "members": ["MemberDefinitions"],
    "member": ["MemberDefinitions", 0],
    "user_pool": [*_MEMBER, "UserPool"],
    "user_pool_client": [*_MEMBER, "ClientId"],
    "group": [*_MEMBER, "UserGroup"],
    "groups": ["MemberDefinitions", 0, "OidcMemberDefinition", "Groups"],
    "group_of_oidc": ["MemberDefinitions", 0, "OidcMemberDefinition", "Groups", 1],
}


def rendered_at(stack: Stack, team: Workteam, place: list[Any]) -> Any:
    found: Any = render(stack).resources[stack.resolve(team.workteam_arn)["Fn::GetAtt"][0]]["Properties"]
    for key in place:
        found = found[key]
    return found


@pytest.mark.parametrize("prop", PROPS)
def test_p50_tokens_pass_and_arrive(new_stack: NewStack, prop: str) -> None:
    stack = new_stack()
    made = []
    for name, of in TOKENS.items():
        scope = Construct(stack, name)
        token = of(scope)
        props = {"description": "d", "members": [WorkteamMember.oidc(groups=["annotators"])]}
        made.append((token, Workteam(scope, "Team", **(props | PROPS[prop](token)))))
    for token, team in made:
        assert rendered_at(stack, team, PLACES[prop]) == stack.resolve(token)


@pytest.mark.parametrize("groups", [Fn.split(",", Fn.import_value("Groups")), Lazy.list(_Groups())])
def test_p50_lists_of_tokens_pass(new_stack: NewStack, groups: list[str]) -> None:
    stack = new_stack()
    team = Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=groups)])
    assert rendered_at(stack, team, PLACES["groups"]) == stack.resolve(groups)


@pytest.mark.parametrize(
    ("prop", "name"),
    [("memory_size", "MemorySize"), ("reserved_concurrent_executions", "ReservedConcurrentExecutions")],
)
def test_p50_numbers_of_the_provider(new_stack: NewStack, prop: str, name: str) -> None:
    stack = new_stack()
    props: dict[str, Any] = {prop: CfnParameter(stack, "Number", type="Number").value_as_number}
    WorkteamProvider(stack, "Provider", **props)
    (function,) = render(stack).of_type("AWS::Lambda::Function")
    assert function["Properties"][name] == {"Ref": "Number"}


def test_p50_the_time_out_of_an_imported_provider(new_stack: NewStack) -> None:
    stack = new_stack()
    seconds = Duration.seconds(CfnParameter(stack, "Seconds", type="Number").value_as_number)
    token = "arn:aws:lambda:eu-west-1:123456789012:function:Shared"
    provider = WorkteamProvider.from_service_token(stack, "Shared", token, service_timeout=seconds)
    members = [WorkteamMember.oidc(groups=["annotators"])]
    team = Workteam(stack, "Team", description="d", members=members, provider=provider)
    assert rendered_at(stack, team, ["ServiceTimeout"]) == {"Ref": "Seconds"}

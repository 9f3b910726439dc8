"""Values that are known only when deployed, in the place of each literal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsii
import pytest
from aws_cdk import (
    CfnParameter,
    CfnResource,
    Fn,
    IStableAnyProducer,
    IStableListProducer,
    Lazy,
    Token,
)
from constructs import Construct

from cdk_sagemaker_workteam import WorkerAccess, Workteam, WorkteamMember
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


@pytest.mark.parametrize("prop", PROPS)
def test_p50_tokens_pass(new_stack: NewStack, prop: str) -> None:
    stack = new_stack()
    for name, token in TOKENS.items():
        scope = Construct(stack, name)
        props = {"description": "d", "members": [WorkteamMember.oidc(groups=["annotators"])]}
        Workteam(scope, "Team", **(props | PROPS[prop](token(scope))))
    assert len(render(stack).of_type("Custom::SageMakerWorkteam")) == len(TOKENS)


@pytest.mark.parametrize("groups", [Fn.split(",", Fn.import_value("Groups")), Lazy.list(_Groups())])
def test_p50_lists_of_tokens_pass(new_stack: NewStack, groups: list[str]) -> None:
    stack = new_stack()
    Workteam(stack, "Team", description="d", members=[WorkteamMember.oidc(groups=groups)])
    assert render(stack).of_type("Custom::SageMakerWorkteam")

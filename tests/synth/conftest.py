"""Apps that are synthesised once and looked at by many tests: a synthesis takes a good part of a second."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk.assertions import Template

from cdk_sagemaker_workteam import WorkteamMember

CDK_JSON = Path(__file__).parents[2] / "cdk.json"

Resource: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    """A stack's template."""

    template: dict[str, Any]

    @property
    def resources(self) -> dict[str, Resource]:
        return dict(self.template["Resources"])

    def of_type(self, resource_type: str) -> list[Resource]:
        return [resource for resource in self.resources.values() if resource["Type"] == resource_type]

    def logical_id(self, construct_id: str) -> str:
        """Return the logical id of the one resource below a construct at the stack's root."""
        (found,) = [name for name in self.resources if re.fullmatch(construct_id + "[0-9A-F]{8}", name)]
        return found

    def resource(self, construct_id: str) -> Resource:
        return self.resources[self.logical_id(construct_id)]

    def properties(self, construct_id: str) -> dict[str, Any]:
        """Return a resource's properties, without those that are CloudFormation's."""
        properties = self.resource(construct_id)["Properties"]
        return {name: value for name, value in properties.items() if not name.startswith("Service")}


def render(stack: Stack) -> Rendered:
    return Rendered(Template.from_stack(stack).to_json())


@dataclass(frozen=True)
class SignIn:
    """What Cognito members need."""

    pool: cognito.UserPool
    client: cognito.UserPoolClient
    group: cognito.UserPoolGroup

    @classmethod
    def of(cls, stack: Stack) -> SignIn:
        pool = cognito.UserPool(stack, "Pool")
        pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="team"))
        client = pool.add_client("Client", generate_secret=True)
        return cls(pool, client, pool.add_group("Group", group_name="annotators"))

    def member(self, group: Any = None) -> WorkteamMember:
        return WorkteamMember.cognito(
            user_pool=self.pool, user_pool_client=self.client, group=self.group if group is None else group
        )


@pytest.fixture(scope="session")
def flags() -> dict[str, Any]:
    return dict(json.loads(CDK_JSON.read_text())["context"])


NewStack: TypeAlias = Callable[..., Stack]


@pytest.fixture(scope="session")
def new_stack(flags: dict[str, Any]) -> NewStack:
    def make(name: str = "Stack", app: App | None = None, **props: Any) -> Stack:
        return Stack(app or App(context=flags), name, **props)

    return make

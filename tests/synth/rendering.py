"""Templates as tests look at them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk.assertions import Template

from cdk_sagemaker_workteam import WorkteamMember

Resource: TypeAlias = dict[str, Any]
NewStack: TypeAlias = Callable[..., Stack]


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
    return Rendered(dict(Template.from_stack(stack).to_json()))


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


def arn(service: str, resource: str, *more: Any) -> dict[str, Any]:
    """Return the ARN of a resource of the stack's own partition, Region and account, as a template has it."""
    parts: list[Any] = [
        "arn:",
        {"Ref": "AWS::Partition"},
        f":{service}:",
        {"Ref": "AWS::Region"},
        ":",
        {"Ref": "AWS::AccountId"},
        f":{resource}",
    ]
    return {"Fn::Join": ["", [*parts, *more]]}

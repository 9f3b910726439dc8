"""The way out of a VPC: what the function needs there to reach SageMaker and S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jsii
from aws_cdk import Aspects, CfnResource, IAspect, Stack
from aws_cdk.aws_ec2 import (
    CfnRoute,
    CfnRouteTable,
    CfnSecurityGroup,
    CfnSecurityGroupEgress,
    CfnSecurityGroupIngress,
    CfnSubnetRouteTableAssociation,
    CfnVPC,
    CfnVPCEndpoint,
)
from aws_cdk.aws_iam import Policy
from constructs import DependencyGroup

from ..references import is_same, resource_of
from .rights import network_denial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_ec2 import IVpc
    from aws_cdk.aws_lambda import Function
    from constructs import Construct, IConstruct, IDependable

    from .props import FunctionProps


def in_vpc(provider: Construct, function: Function, props: FunctionProps) -> Iterator[IDependable]:
    """Yield what must exist while the function runs in a VPC, if it does."""
    if props.vpc is None:
        return
    found = _WayOut(provider, function, props.vpc)
    Aspects.of(provider).add(found)
    yield found.parts
    if props.role is not None:
        # apart from the role's other policies, which the function waits for, and only for this function
        policy = Policy(provider, "NetworkPolicy", statements=[network_denial(function.function_arn)])
        props.role.attach_inline_policy(policy)
        yield policy


@jsii.implements(IAspect)
class _WayOut:
    """Endpoints and routes of the VPC and rules of the security groups, looked for when the whole app is known.

    Only those of the provider's own stack are meant: a VPC of another stack is deployed before as a whole.
    """

    def __init__(self, provider: Construct, function: Function, vpc: IVpc) -> None:
        self.parts: Final = DependencyGroup()
        self._provider: Final = provider
        self._function: Final = function
        self._vpc: Final = vpc

    def visit(self, node: IConstruct) -> None:
        """Look when the provider itself is visited."""
        if is_same(node, self._provider):
            resources = [one for one in Stack.of(node).node.find_all() if isinstance(one, CfnResource)]
            for part in self._among(resources):
                self.parts.add(part)

    def _among(self, resources: list[CfnResource]) -> Iterator[CfnResource]:
        endpoints = [one for one in resources if isinstance(one, CfnVPCEndpoint) and self._is_in_vpc(one.vpc_id)]
        yield from endpoints
        groups = {group.security_group_id for group in self._function.connections.security_groups}
        groups |= {group for endpoint in endpoints for group in endpoint.security_group_ids or ()}
        tables = {one.ref for one in resources if isinstance(one, CfnRouteTable) and self._is_in_vpc(one.vpc_id)}
        for one in resources:
            match one:
                case CfnRoute() | CfnSubnetRouteTableAssociation() if one.route_table_id in tables:
                    yield one
                case CfnSecurityGroupIngress() | CfnSecurityGroupEgress() if one.group_id in groups:
                    yield one
                case CfnSecurityGroup() if groups & {one.ref, one.attr_group_id}:
                    yield one

    def _is_in_vpc(self, vpc_id: str) -> bool:
        ours = resource_of(self._vpc, CfnVPC)
        theirs = resource_of(vpc_id, CfnVPC)
        if ours and theirs:
            return is_same(ours, theirs)
        return vpc_id == self._vpc.vpc_id

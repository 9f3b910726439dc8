"""What workers need to sign in: the user pool's domain, which has to outlive the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from aws_cdk import Annotations, CfnResource, IAspect, Stack
from aws_cdk.aws_cognito import CfnUserPool, CfnUserPoolDomain

if TYPE_CHECKING:
    from constructs import IConstruct


@jsii.implements(IAspect)
class DependOnDomains:
    """Makes a resource depend on every domain of a user pool, once the whole app is known."""

    def __init__(self, user_pool: CfnUserPool) -> None:
        self._user_pool = user_pool

    def visit(self, node: IConstruct) -> None:
        """Add the dependencies to the resource that is visited, or warn that there is no domain."""
        if not isinstance(node, CfnResource):
            return
        domains = _domains(self._user_pool)
        for domain in domains:
            node.node.add_dependency(domain)
        if not domains:
            Annotations.of(node).add_warning_v2(
                "cdk-sagemaker-workteam:userPoolDomain",
                f"the user pool {self._user_pool.node.path!r} has no domain in this app; workers sign in there, "
                "so add one with `user_pool.add_domain`",
            )


def _domains(user_pool: CfnUserPool) -> list[CfnUserPoolDomain]:
    stack = Stack.of(user_pool)
    pool_id = stack.resolve(user_pool.ref)
    return [
        construct
        for construct in user_pool.node.root.node.find_all()
        if isinstance(construct, CfnUserPoolDomain) and stack.resolve(construct.user_pool_id) == pool_id
    ]

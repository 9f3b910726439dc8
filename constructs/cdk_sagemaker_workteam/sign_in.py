"""What workers need to sign in: the user pool's domain, and an app client with a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from aws_cdk import Annotations, CfnResource, IAspect, Stack
from aws_cdk.aws_cognito import CfnUserPool, CfnUserPoolDomain

if TYPE_CHECKING:
    from aws_cdk.aws_cognito import CfnUserPoolClient
    from constructs import Construct, IConstruct


@jsii.implements(IAspect)
class DependOnDomains:
    """Makes a resource depend on every domain of a user pool, once the whole app is known."""

    def __init__(self, user_pool: CfnUserPool) -> None:
        self._user_pool = user_pool

    def visit(self, node: IConstruct) -> None:
        """Add the dependencies where the resource itself is visited, or warn that there is no domain."""
        if not isinstance(node, CfnResource):
            return
        domains = _domains(self._user_pool)
        node.node.add_dependency(*domains)
        if not domains:
            Annotations.of(node).add_warning_v2(
                "cdk-sagemaker-workteam:userPoolDomain",
                f"the user pool {self._user_pool.node.path} has no domain in this app; workers sign in at it, "
                "so add one (`user_pool.add_domain`) or see to it elsewhere",
            )


def warn_of_missing_secret(team: Construct, client: CfnUserPoolClient) -> None:
    """Warn of an app client without a secret, which SageMaker's documentation asks for."""
    if not client.generate_secret:
        Annotations.of(team).add_warning_v2(
            "cdk-sagemaker-workteam:userPoolClientSecret",
            f"the app client {client.node.path} has no secret; SageMaker asks for one (`generate_secret=True`)",
        )


def _domains(user_pool: CfnUserPool) -> tuple[CfnUserPoolDomain, ...]:
    stack = Stack.of(user_pool)
    pool_id = stack.resolve(user_pool.ref)
    return tuple(
        construct
        for construct in user_pool.node.root.node.find_all()
        if isinstance(construct, CfnUserPoolDomain) and stack.resolve(construct.user_pool_id) == pool_id
    )

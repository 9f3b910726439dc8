"""What workers need to sign in: a user pool of the Region with a domain, and an app client with a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jsii
from aws_cdk import Annotations, Aspects, IAspect, Stack
from aws_cdk.aws_cognito import CfnUserPool, CfnUserPoolDomain
from constructs import DependencyGroup

from .references import is_same, resource_behind
from .validation import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk import CustomResource
    from aws_cdk.aws_cognito import CfnUserPoolClient
    from constructs import Construct, IConstruct, IDependable


def domains_behind(team: CustomResource, user_pool: CfnUserPool, user_pool_id: str) -> IDependable:
    """Return what stands for the domains of a user pool, whenever they are added; warns where there is none."""
    domains = _DOMAINS.get(user_pool_id)
    if domains is None:
        domains = _DOMAINS[user_pool_id] = _Domains(user_pool)
        Aspects.of(user_pool).add(domains)
    domains.teams.append(team)
    return domains.beside_pool


@jsii.implements(IAspect)
class _Domains:
    """The domains of a user pool, looked for once, when the whole app is known."""

    def __init__(self, user_pool: CfnUserPool) -> None:
        self.beside_pool: Final = DependencyGroup()
        self.teams: Final[list[CustomResource]] = []
        self._user_pool: Final = user_pool

    def visit(self, node: IConstruct) -> None:
        """Find them where the user pool itself is visited."""
        if not isinstance(node, CfnUserPool):
            return
        found = list(self._found())
        for domain in found:
            self._let_wait_for(domain)
        for team in self.teams if not found else ():
            Annotations.of(team).add_warning_v2(
                "cdk-sagemaker-workteam:userPoolDomain",
                f"the user pool {self._user_pool.node.path} has no domain in this app; workers sign in at it, "
                "so add one (`user_pool.add_domain`) or see to it elsewhere",
            )

    def _found(self) -> Iterator[CfnUserPoolDomain]:
        for construct in self._user_pool.node.root.node.find_all():
            if isinstance(construct, CfnUserPoolDomain):
                user_pool = resource_behind(construct.user_pool_id, CfnUserPool)
                if user_pool and is_same(user_pool, self._user_pool):
                    yield construct

    def _let_wait_for(self, domain: CfnUserPoolDomain) -> None:
        """Let those wait whose stack doesn't come before the domain's, which may depend on it."""
        stack = Stack.of(domain)
        if is_same(stack, Stack.of(self._user_pool)):
            self.beside_pool.add(domain)
            return
        for team in self.teams:
            if is_same(stack, Stack.of(team)):
                team.node.add_dependency(domain)


_DOMAINS: Final[dict[str, _Domains]] = {}
"""By the pool's id, a token that no other pool has."""


def warn_of_distant_pool(team: Construct, user_pool_id: str) -> None:
    """Warn of a user pool whose id names another Region than the team's, where neither service nor rights reach."""
    if is_unresolved(user_pool_id):
        return
    region, theirs = Stack.of(team).region, user_pool_id.rpartition("_")[0]
    if theirs != region and not is_unresolved(region):
        Annotations.of(team).add_warning_v2(
            "cdk-sagemaker-workteam:userPoolRegion",
            f"the user pool {user_pool_id} is of the Region {theirs}, the team of {region}; they have to be of one",
        )


def warn_of_missing_secret(team: Construct, client: CfnUserPoolClient) -> None:
    """Warn of an app client without a secret, which SageMaker's documentation asks for."""
    if not client.generate_secret:
        Annotations.of(team).add_warning_v2(
            "cdk-sagemaker-workteam:userPoolClientSecret",
            f"the app client {client.node.path} has no secret; SageMaker asks for one (`generate_secret=True`)",
        )

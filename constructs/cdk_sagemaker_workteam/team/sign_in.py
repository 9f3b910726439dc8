"""What workers need to sign in: a user pool of the Region with a domain, and an app client with a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jsii
from aws_cdk import Annotations, Aspects, IAspect, Stack
from aws_cdk.aws_cognito import CfnUserPool, CfnUserPoolDomain
from constructs import DependencyGroup

from ..provider.interface import Place
from ..references import is_same, resource_of
from ..validation import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_cognito import CfnUserPoolClient
    from constructs import Construct, IConstruct, IDependable

    from .members import WorkteamMember


_KNOWN: Final = "_cdk_sagemaker_workteam"
_LOOKED_AT: Final = "_cdk_sagemaker_workteam_call_back"


def domain_dependencies(team: Construct, stack: Stack, user_pool: CfnUserPool | None) -> Iterator[IDependable]:
    """Yield a dependency on the user pool's domains, even ones added later; warn if there are none."""
    if user_pool is None:
        return
    # kept with the pool, so that it goes when the app does
    known = vars(user_pool).get(_KNOWN)
    if known is None:
        known = vars(user_pool)[_KNOWN] = _UserPool(user_pool)
        Aspects.of(user_pool).add(known)
    known.teams.append((team, stack))
    yield known.domains


@jsii.implements(IAspect)
class _UserPool:
    """A user pool of this app, looked at once, when the whole app is known."""

    def __init__(self, construct: CfnUserPool) -> None:
        self.domains: Final = DependencyGroup()
        self.teams: Final[list[tuple[Construct, Stack]]] = []
        self._construct: Final = construct

    def visit(self, node: IConstruct) -> None:
        """Look at it where it is visited itself."""
        if isinstance(node, CfnUserPool):
            self._look(Stack.of(node), node.node.path, list(self._domains()))

    def _look(self, stack: Stack, path: str, domains: list[CfnUserPoolDomain]) -> None:
        for domain in domains:
            self._let_wait_for(domain, stack)
        for team, of_team in self.teams:
            if not is_same(of_team, stack):
                _warn_of_distance(team, path, Place.of(stack), Place.of(of_team))
            if not domains:
                _warn_of_missing_domain(team, path)

    def _domains(self) -> Iterator[CfnUserPoolDomain]:
        for construct in self._construct.node.root.node.find_all():
            if isinstance(construct, CfnUserPoolDomain):
                user_pool = resource_of(construct.user_pool_id, CfnUserPool)
                if user_pool and is_same(user_pool, self._construct):
                    yield construct

    def _let_wait_for(self, domain: CfnUserPoolDomain, pools: Stack) -> None:
        """Let those wait whose stack doesn't come before the domain's, which may depend on it."""
        stack = Stack.of(domain)
        if is_same(stack, pools):
            self.domains.add(domain)
            return
        for team, of_team in self.teams:
            if is_same(stack, of_team):
                team.node.add_dependency(domain)


def warn_of_distant_pool(team: Construct, stack: Stack, member: WorkteamMember) -> None:
    """Warn of a user pool whose id or ARN names another Region or account than the team's."""
    user_pool_id = member.user_pool_id
    if user_pool_id is None or is_unresolved(user_pool_id):
        return
    ours = Place.of(stack)
    theirs = Place(region=user_pool_id.rpartition("_")[0], account=member.user_pool_account or ours.account)
    _warn_of_distance(team, user_pool_id, theirs, ours)


def _warn_of_distance(team: Construct, user_pool: str, theirs: Place, ours: Place) -> None:
    """Warn of a user pool where neither the service nor the function's rights reach."""
    for what, there, here in theirs.differences(ours):
        Annotations.of(team).add_warning_v2(
            "cdk-sagemaker-workteam:userPoolRegion",
            f"the user pool {user_pool} is of the {what} {there}, the team of {here}; they have to be of one",
        )


def _warn_of_missing_domain(team: Construct, user_pool: str) -> None:
    Annotations.of(team).add_warning_v2(
        "cdk-sagemaker-workteam:userPoolDomain",
        f"the user pool {user_pool} has no domain in this app; workers sign in at it, "
        "so add one (`user_pool.add_domain`) or see to it elsewhere",
    )


def warn_of_missing_secret(team: Construct, client: CfnUserPoolClient) -> None:
    """Warn of an app client without a secret, which SageMaker's documentation asks for."""
    if not client.generate_secret:
        Annotations.of(team).add_warning_v2(
            "cdk-sagemaker-workteam:userPoolClientSecret",
            f"the app client {client.node.path} has no secret; SageMaker asks for one (`generate_secret=True`)",
        )


def warn_of_unkept_sign_in(team: Construct, client: CfnUserPoolClient) -> None:
    """Warn, once a client, of the call-back that the CDK gives by default: each change of it locks the workers out."""
    if vars(client).setdefault(_LOOKED_AT, team) is not team:
        return
    if client.callback_ur_ls == ["https://example.com"]:
        Annotations.of(team).add_warning_v2(
            "cdk-sagemaker-workteam:portalSignIn",
            f"the app client {client.node.path} has https://example.com as its only call-back in the template; "
            "SageMaker adds the labeling portal's, and the next change of the client takes it out again, so that no "
            "worker gets in; make the workforce by `PrivateWorkforce`, which keeps it",
        )

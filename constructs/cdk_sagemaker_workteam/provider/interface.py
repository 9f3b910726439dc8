"""What a work team asks of the function that serves it, defined or imported in this app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from .._contract import Problem, received
from ..validation import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk import Duration, Stack
    from constructs import Construct, IDependable

_KEPT: Final = "_cdk_sagemaker_workteam_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A Region and an account; tokens where they are known only when deployed."""

    region: str
    account: str

    @classmethod
    def of(cls, stack: Stack) -> Place:
        """Return those that a stack is deployed to, asking it once."""
        kept: Place | None = vars(stack).get(_KEPT)
        if kept is None:
            kept = vars(stack)[_KEPT] = cls(region=stack.region, account=stack.account)
        return kept

    def is_surely(self, other: Place) -> bool:
        """Tell whether both are known to be the same."""
        return self == other and not is_unresolved(self.region) and not is_unresolved(self.account)

    def differences(self, other: Place) -> Iterator[tuple[str, str, str]]:
        """Yield what is known to differ: what it is, here and at the other."""
        for what, here, there in (("Region", self.region, other.region), ("account", self.account, other.account)):
            if here != there and not is_unresolved(here) and not is_unresolved(there):
                yield what, here, there


class IWorkteamProvider(Protocol):
    """A function that manages work teams."""

    @property
    def service_token(self) -> str:
        """The ARN of the function, which is the ``ServiceToken`` of the custom resources."""

    @property
    def service_timeout(self) -> Duration:
        """How long CloudFormation waits for a response."""

    @property
    def place(self) -> Place:
        """The function's Region and account, which must be those of the teams."""

    @property
    def ready(self) -> Sequence[IDependable]:
        """Resources that the function needs from its first event to the last response."""

    def allow_user_pool(
        self, team: Construct, user_pool_id: str, *, makes_workforce: bool = True
    ) -> Sequence[IDependable]:
        """Let the function manage teams over a user pool of this account and Region.

        Parameters
        ----------
        team
            The team. If it is in another stack, the permissions become a policy of that stack.
        user_pool_id
            The id of the pool, such as ``eu-west-1_AbCd12345``, or a token.
        makes_workforce
            Whether the first team creates the account's workforce, which changes the pool. Default: True.

        Returns
        -------
        sequence of IDependable
            What must exist before the team.
        """

    def allow_workforce(self, scope: Construct, workforce_name: str) -> Sequence[IDependable]:
        """Let the function look up the portal of a workforce.

        Parameters
        ----------
        scope
            What needs it. If that is in another stack, the permission becomes a policy of that stack.
        workforce_name
            The name of the workforce.

        Returns
        -------
        sequence of IDependable
            What must exist before the portal is looked up.
        """

    def allow_watching(self, watch: Construct, schedules: str) -> Sequence[IDependable]:
        """Let the function see the schedules of a watch's stack, and whether the stack is being deployed.

        Parameters
        ----------
        watch
            The watch. If it is in another stack, the permissions become a policy of that stack.
        schedules
            The ARN, or a pattern of the ARNs, of the schedules of that stack.

        Returns
        -------
        sequence of IDependable
            What must exist before the first check.
        """


def provider_problems(provider: IWorkteamProvider, stack: Stack) -> Iterator[Problem]:
    """Yield what keeps a provider from serving the teams of a stack."""
    if hasattr(provider, "allow_user_pool"):
        yield from place_problems("provider", provider.place, stack)
    else:
        yield Problem(("provider",), "a WorkteamProvider, or what its from_service_token returns", received(provider))


def adoption_problems(provider: IWorkteamProvider, adopt_existing: object) -> Iterator[Problem]:
    """Yield an adoption that the provider is known to refuse."""
    if adopt_existing is True and not getattr(provider, "allows_adoption", True):
        yield Problem(("adopt_existing",), "a `provider` that allows adoption", "one that refuses it")


def place_problems(prop: str, function: Place, stack: Stack) -> Iterator[Problem]:
    """Yield where a function is not where a stack is, which CloudFormation asks for and where its rights end."""
    for what, theirs, ours in function.differences(Place.of(stack)):
        yield Problem((prop,), f"a function of the stack's own {what}, {ours}", f"one of {theirs}")

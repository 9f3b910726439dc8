"""What a work team asks of the function that serves it, made here or only known here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aws_cdk import Token

from .._contract import Problem, received

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk import Duration, Stack
    from constructs import Construct, IDependable


@dataclass(frozen=True, slots=True)
class Place:
    """A Region and an account; tokens where they are known only when deployed."""

    region: str
    account: str

    @classmethod
    def of(cls, stack: Stack) -> Place:
        """Return those that a stack is deployed to."""
        return cls(stack.region, stack.account)

    def differences(self, other: Place) -> Iterator[tuple[str, str, str]]:
        """Yield what is known to differ: what it is, here and at the other."""
        for what, here, there in (("Region", self.region, other.region), ("account", self.account, other.account)):
            if here != there and not Token.is_unresolved(here) and not Token.is_unresolved(there):
                yield what, here, there


class IWorkteamProvider(Protocol):
    """A function that serves work teams."""

    @property
    def service_token(self) -> str:
        """The ARN of the function, which is the ``ServiceToken`` of the custom resources."""

    @property
    def service_timeout(self) -> Duration:
        """How long CloudFormation waits for an answer."""

    @property
    def place(self) -> Place:
        """Where the function is; teams have to be there too."""

    @property
    def ready(self) -> Sequence[IDependable]:
        """What has to be there, beside the function, before the first event and until after the last."""

    def allow_user_pool(self, team: Construct, user_pool_id: str) -> Sequence[IDependable]:
        """Let the function make teams over a user pool of this account and Region.

        Parameters
        ----------
        team
            The team. Rights over a pool for the sake of a team of another stack are put into that stack.
        user_pool_id
            The id of the pool, such as ``eu-west-1_AbCd12345``, or a token.

        Returns
        -------
        sequence of IDependable
            What has to be there before the team.
        """


def provider_problems(provider: IWorkteamProvider, stack: Stack) -> Iterator[Problem]:
    """Yield what keeps a provider from serving the teams of a stack."""
    if hasattr(provider, "allow_user_pool"):
        yield from place_problems("provider", provider.place, stack)
    else:
        yield Problem("provider", "a WorkteamProvider, or what its from_service_token returns", received(provider))


def adoption_problems(provider: IWorkteamProvider, adopt_existing: object) -> Iterator[Problem]:
    """Yield an adoption that the provider is known to refuse."""
    if adopt_existing is True and not getattr(provider, "allows_adoption", True):
        yield Problem("adopt_existing", "a `provider` that allows adoption", "one that refuses it")


def place_problems(prop: str, function: Place, stack: Stack) -> Iterator[Problem]:
    """Yield where a function is not where a stack is, which CloudFormation asks for and where its rights end."""
    for what, theirs, ours in function.differences(Place.of(stack)):
        yield Problem(prop, f"a function of the stack's own {what}, {ours}", f"one of {theirs}")

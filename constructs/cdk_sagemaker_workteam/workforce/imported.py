"""An existing private workforce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Stack

from .._contract import WORKFORCE_NAME, Problem, is_text, received
from ..provider.provider import WorkteamProvider
from ..validation import WorkteamValidationError, is_unresolved
from .addresses import Addresses
from .people import WHAT, CognitoWorkforce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_cognito as cognito
    from constructs import Construct, IDependable

    from ..provider.interface import IWorkteamProvider
    from ..team.members import UserPoolClientLike, UserPoolLike


class ImportedWorkforce(CognitoWorkforce):
    """A workforce imported by its name, returned by ``PrivateWorkforce.from_workforce_name``."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        workforce_name: str,
        user_pool: UserPoolLike | None,
        user_pool_client: UserPoolClientLike | None,
        provider: IWorkteamProvider | None,
    ) -> None:
        super().__init__(scope, id)
        if not is_unresolved(workforce_name) and not is_text(workforce_name, WORKFORCE_NAME):
            problem = Problem(("workforce_name",), f"{WORKFORCE_NAME.of}, 1 to 63 characters", received(workforce_name))
            raise WorkteamValidationError(self.node.path, [problem], what=WHAT)
        self._name: Final = workforce_name
        self._pool_like = user_pool
        self._client_like = user_pool_client
        self._provider: Final = provider
        self._addresses: Addresses | None = None
        self.ready: Sequence[IDependable] = ()
        """Nothing: the workforce already exists."""

    @property
    def workforce_name(self) -> str:
        """The workforce's name, unique in the account and Region."""
        return self._name

    @property
    def portal_url(self) -> str:
        """The URL of the labeling portal, looked up at deployment; a placeholder if the workforce doesn't exist."""
        if self._addresses is None:
            self._addresses = Addresses(
                self,
                "Addresses",
                workforce_name=self._name,
                provider=self._provider or WorkteamProvider.get_or_create(Stack.of(self)),
                digest="imported",
            )
        return self._addresses.portal_url

    @property
    def user_pool(self) -> cognito.IUserPool | None:
        """The workers' user pool, if it was given as an L2 construct."""
        pool: Any = self._pool_like
        return pool if hasattr(pool, "user_pool_id") else None

    @property
    def user_pool_client(self) -> cognito.IUserPoolClient | None:
        """The app client that workers sign in with, if it was given as an L2 construct."""
        client: Any = self._client_like
        return client if hasattr(client, "user_pool_client_id") else None

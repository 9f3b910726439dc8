"""A private workforce that exists already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito

from .._contract import WORKFORCE_NAME, Problem, is_text, received
from ..provider.provider import WorkteamProvider
from ..team.members import WorkteamMember
from ..validation import WorkteamValidationError, is_unresolved
from .addresses import Addresses
from .interface import WorkforceBase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct, IDependable

    from ..provider.interface import IWorkteamProvider
    from ..team.members import UserPoolClientLike, UserPoolLike


class ImportedWorkforce(WorkforceBase):
    """A workforce by its name."""

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
            problem = Problem("workforce_name", f"{WORKFORCE_NAME.of}, 1 to 63 characters", received(workforce_name))
            raise WorkteamValidationError(self.node.path, [problem], what="private workforce")
        self._name: Final = workforce_name
        self._pool: Final[Any] = user_pool
        self._client: Final[Any] = user_pool_client
        self._provider: Final = provider
        self._addresses: Addresses | None = None
        self.ready: Sequence[IDependable] = ()
        """Nothing: it is there."""

    @property
    def workforce_name(self) -> str:
        """Its name, unique in the account and Region."""
        return self._name

    @property
    def portal_url(self) -> str:
        """The address of the labeling portal, looked up when this app is deployed."""
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
        """The user pool of its workers, as far as it is a construct."""
        return self._pool if hasattr(self._pool, "user_pool_id") else None

    @property
    def user_pool_client(self) -> cognito.IUserPoolClient | None:
        """The app client by which they sign in, as far as it is a construct."""
        return self._client if hasattr(self._client, "user_pool_client_id") else None

    def add_group(self, name: str) -> WorkteamMember:
        """Make a group of workers in the user pool.

        Parameters
        ----------
        name
            1 to 128 characters without spaces. A group that is there already is a member by ``WorkteamMember.cognito``.

        Raises
        ------
        WorkteamValidationError
            If ``from_workforce_name`` was given no user pool and client.
        """
        if self._pool is None or self._client is None:
            problem = Problem("user_pool", "the `user_pool` and `user_pool_client` of the workforce", "nothing")
            raise WorkteamValidationError(self.node.path, [problem], what="group")
        pool_id = getattr(self._pool, "user_pool_id", None) or getattr(self._pool, "ref", self._pool)
        group = cognito.CfnUserPoolGroup(self, f"Group-{name}", user_pool_id=pool_id, group_name=name)
        return WorkteamMember.cognito(user_pool=self._pool, user_pool_client=self._client, group=group)

"""The custom resource that keeps the portal's URLs in the app client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import CustomResource

from .._contract import SIGN_IN_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct, IDependable

    from ..provider.interface import IWorkteamProvider


class SignIn:
    """Writes the portal's URLs to the app client once the workforce exists, and after each change of either."""

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        workforce_name: str,
        user_pool_id: str,
        client_id: str,
        digest: str,
        provider: IWorkteamProvider,
        after: Sequence[IDependable],
    ) -> None:
        self.properties: Final = {
            "UserPoolId": user_pool_id,
            "ClientId": client_id,
            "WorkforceName": workforce_name,
            "ClientDigest": digest,
        }
        self.resource: Final = CustomResource(
            scope,
            id,
            resource_type=SIGN_IN_TYPE,
            service_token=provider.service_token,
            service_timeout=provider.service_timeout,
            properties=self.properties,
        )
        rights = (
            *provider.allow_workforce(scope, workforce_name),
            *provider.allow_user_pool(scope, user_pool_id, makes_workforce=False),
        )
        self.resource.node.add_dependency(*provider.ready, *rights, *after)

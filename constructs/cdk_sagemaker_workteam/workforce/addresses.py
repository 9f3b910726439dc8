"""The portal's URLs, looked up before the app client is created or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import CustomResource, Fn

from .._contract import ADDRESSES_TYPE, CALLBACK_PATH

if TYPE_CHECKING:
    from constructs import Construct

    from ..provider.interface import IWorkteamProvider


class Addresses:
    """The portal's callback and logout URLs; placeholders until there is a portal.

    The app client's template refers to them, so that CloudFormation itself writes them, and rolls back to them. A
    change of the client changes ``digest``, so that the lookup runs before the client is updated.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        workforce_name: str,
        provider: IWorkteamProvider,
        digest: str,
    ) -> None:
        self.resource: Final = CustomResource(
            scope,
            id,
            resource_type=ADDRESSES_TYPE,
            service_token=provider.service_token,
            service_timeout=provider.service_timeout,
            properties={"WorkforceName": workforce_name, "ClientDigest": digest},
        )
        self.resource.node.add_dependency(*provider.ready, *provider.allow_workforce(scope, workforce_name))
        self.callback: Final = self.resource.get_att_string("CallbackUrl")
        self.logout: Final = self.resource.get_att_string("LogoutUrl")

    @property
    def portal_url(self) -> str:
        """The portal's URL."""
        return Fn.select(0, Fn.split(CALLBACK_PATH, self.callback))

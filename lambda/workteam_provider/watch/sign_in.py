"""The watch of a portal's sign-in and of its workforce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workteam_provider.contract import NETWORKS
from workteam_provider.sign_in.app_client import missing
from workteam_provider.sign_in.app_clients import AppClients
from workteam_provider.sign_in.ensure import put_in
from workteam_provider.sign_in.physical_id import SignInId
from workteam_provider.sign_in.properties import parse_sign_in
from workteam_provider.sign_in.workforces import ACTIVE, ON_THE_WAY, Workforces

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.sign_in.workforces import Workforce

GONE: Final = "Workforce"
NO_CLIENT: Final = "UserPoolClient"


class WatchedSignIn:
    """A workforce and its app client, compared with the template.

    Raises
    ------
    InvalidPropertiesError
        The properties are invalid for a sign-in.
    """

    def __init__(self, attempt: Attempt) -> None:
        given = attempt.event.properties
        self._attempt: Final = attempt
        self._wanted: Final = parse_sign_in({name: value for name, value in given.items() if name != NETWORKS})
        self._networks: Final = given.get(NETWORKS)

    def drifted(self) -> list[str]:
        """Read once and name what differs from the template."""
        workforce = Workforces(self._attempt).find(self._wanted.workforce)
        if workforce is None:
            return [GONE]
        if workforce.status in ON_THE_WAY:
            return []
        names = [] if workforce.status == ACTIVE else ["Status"]
        if self._networks is not None and set(self._networks) != workforce.networks:
            names.append("SourceIpConfig")
        sign_in = self._sign_in(workforce)
        others = (workforce.pool, workforce.client) != (self._wanted.pool, self._wanted.client)
        if others or str(sign_in) != self._attempt.event.physical_resource_id:
            return [*names, "CognitoConfig"]
        client = AppClients(self._attempt).find(sign_in)
        return [*names, NO_CLIENT] if client is None else names + missing(client, workforce.host)

    def heal(self, within: Attempt) -> None:
        """Restore the portal's addresses in the app client, as an Update does.

        Raises
        ------
        ResourceError
            As an Update.
        """
        workforce = Workforces(within).find(self._wanted.workforce)
        if workforce is None:
            return
        sign_in = self._sign_in(workforce)
        if str(sign_in) == within.event.physical_resource_id and AppClients(within).find(sign_in) is not None:
            put_in(within, sign_in, settled=True)

    def _sign_in(self, workforce: Workforce) -> SignInId:
        return SignInId(self._wanted.pool, self._wanted.client, workforce.host)

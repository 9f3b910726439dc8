"""The Cognito calls on app clients, narrow and typed. A client's secret never leaves this module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.service import Service
from workteam_provider.sign_in.app_client import MANAGED, WITHHELD
from workteam_provider.sign_in.cognito import cognito

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.sign_in.app_client import Client
    from workteam_provider.sign_in.physical_id import SignInId


class _ChangedError(Exception):
    """The app client has changed since it was read."""


class AppClients:
    """The app clients of the account's user pools, for one event.

    Every method raises `ServiceError` if Cognito refuses a call and `OutOfTimeError` at the deadline.
    """

    def __init__(self, attempt: Attempt) -> None:
        self._event: Final = attempt.event
        self._service: Final = Service(cognito(), attempt.deadline, self._hide)
        self._seen: Mapping[str, Any] = {}

    def find(self, sign_in: SignInId) -> Client | None:
        """Read an app client without its secret; ``None`` if it or its user pool doesn't exist."""
        try:
            answer = self._service.call(
                "describe_user_pool_client", {"UserPoolId": sign_in.pool, "ClientId": sign_in.client}
            )
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise
        return self._without_secret(answer)

    def replace(self, sign_in: SignInId, known: Client, request: Client) -> Client | None:
        """Replace an app client as a whole, unless it no longer equals the known one.

        Cognito has no conditional write: what others write between the last read and this call is lost, but not what
        they write between its retries.

        Returns
        -------
        dict or None
            The client as Cognito returned it, or empty if it returned none; ``None`` if the client was changed by
            others, or by an earlier try whose response was lost, and must be read again.
        """

        def require_unchanged() -> None:
            if self.find(sign_in) != known:
                raise _ChangedError

        try:
            answer = self._service.call("update_user_pool_client", request, before_again=require_unchanged)
        except _ChangedError:
            return None
        except ServiceError as error:
            if error.code == "ConcurrentModificationException":
                return None
            raise
        return self._without_secret(answer) or {}

    def _without_secret(self, answer: Mapping[str, Any]) -> Client | None:
        shown = answer.get("UserPoolClient") or None
        if shown is not None:
            shown.pop(WITHHELD, None)
            self._seen = {name: value for name, value in shown.items() if name not in MANAGED}
        return shown

    def _hide(self, text: str) -> str:
        from workteam_provider.sign_in.shown import hide_values  # compiled only where it is needed

        return hide_values(text, self._event, self._seen)

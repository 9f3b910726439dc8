"""``Custom::SageMakerPortalAddresses``: a portal's addresses for the template of an app client, before there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workteam_provider.contract import CALLBACK_PATH, LOGOUT_PATH, NO_PORTAL_YET
from workteam_provider.protocol.log import log_event
from workteam_provider.sign_in.properties import parse_addresses
from workteam_provider.sign_in.workforces import Workforces

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt


def look_up(attempt: Attempt) -> None:
    """Handle a Create or an Update: answer the portal's addresses, or what stands for them while there is no portal.

    A workforce that can't be looked up is a failure: an app client written without its portal's addresses lets nobody
    in.
    """
    name = parse_addresses(attempt.event.properties)
    attempt.require_own_environment()
    found = Workforces(attempt).find(name)
    portal = f"https://{found.host}" if found is not None and found.host else NO_PORTAL_YET
    log_event("looked the portal up", workforceName=name, outcome=portal)
    attempt.succeeded(
        f"portal-addresses:{name}", {"CallbackUrl": portal + CALLBACK_PATH, "LogoutUrl": portal + LOGOUT_PATH}
    )


def forget(attempt: Attempt) -> None:
    """Handle a Delete: there is nothing to delete."""
    attempt.succeeded(attempt.physical_id, {})

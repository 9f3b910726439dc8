"""``Custom::SageMakerPortalAddresses``: the portal's addresses, for the app client's template to refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workteam_provider.contract import CALLBACK_PATH, LOGOUT_PATH, NO_PORTAL_YET
from workteam_provider.protocol.log import log_event
from workteam_provider.sign_in.properties import parse_addresses
from workteam_provider.sign_in.workforces import Workforces

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt


def look_up(attempt: Attempt) -> None:
    """Handle a Create or an Update: return the portal's addresses, or placeholders while there is no portal.

    Fails if the workforce can't be looked up: nobody could sign in with an app client written without its portal's
    addresses.
    """
    name = parse_addresses(attempt.event.properties)
    attempt.require_own_environment()
    found = Workforces(attempt).find(name)
    portal = f"https://{found.host}" if found is not None and found.host else NO_PORTAL_YET
    log_event("looked up the portal", workforceName=name, outcome=portal)
    attempt.succeeded(
        f"portal-addresses:{name}", {"CallbackUrl": portal + CALLBACK_PATH, "LogoutUrl": portal + LOGOUT_PATH}
    )


def forget(attempt: Attempt) -> None:
    """Handle a Delete: there is nothing to delete."""
    attempt.succeeded(attempt.physical_id, {})

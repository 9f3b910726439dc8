"""Create and Update: ensure that workers can sign in at the workforce's portal with an app client."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from workteam_provider.protocol.errors import InvalidEventError
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.retry import READS_LAG_SECONDS, until
from workteam_provider.sign_in.app_client import missing, not_kept, with_portal
from workteam_provider.sign_in.app_clients import AppClients
from workteam_provider.sign_in.errors import NoClientError, OtherPoolError, OverwrittenError, SettingsLostError
from workteam_provider.sign_in.physical_id import SignInId
from workteam_provider.sign_in.portal import active_workforce
from workteam_provider.sign_in.properties import has_changed, parse_sign_in

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt

MOST_WRITES: Final = 3
VISIBLE_SECONDS: Final = 30.0
"""How long an app client that was just created may be missing from reads."""


def ensure(attempt: Attempt) -> None:
    """Handle a Create or an Update.

    Raises
    ------
    InvalidEventError
        The event is an Update without a physical id.
    OtherPoolError
        The workforce's workers are in another user pool.
    """
    event = attempt.event
    if event.request_type == "Update" and event.physical_resource_id is None:
        raise InvalidEventError("`PhysicalResourceId`: expected an id, received nothing; nothing was done")
    wanted = parse_sign_in(event.properties)
    attempt.require_own_environment()
    changed = has_changed(event)
    if changed:  # the client was changed a moment ago too, which reads may not show yet
        attempt.deadline.wait(READS_LAG_SECONDS)
    workforce = active_workforce(attempt, wanted.workforce)
    if workforce.pool != wanted.pool:
        raise OtherPoolError(wanted.workforce, workforce.pool, wanted.pool)
    if workforce.client != wanted.client:
        log_event("the workforce uses another app client", level=logging.WARNING, workforceName=wanted.workforce)
    sign_in = SignInId(wanted.pool, wanted.client, workforce.host)
    put_in(attempt, sign_in, settled=changed)
    attempt.succeeded(str(sign_in), {"PortalUrl": f"https://{workforce.host}", "SubDomain": workforce.host})


def put_in(attempt: Attempt, sign_in: SignInId, *, settled: bool) -> None:
    """Add to an app client what sign-in at a portal needs, if missing, and wait until reads show it.

    Writing back a stale read would undo what others have just changed. Unless reads are known to be ``settled``, the
    client is therefore read again before it is written.

    Raises
    ------
    NoClientError
        There is no such client.
    SettingsLostError
        Cognito did not keep the client's other settings.
    OverwrittenError
        Others keep overwriting the client.
    """
    clients = AppClients(attempt)
    client = until(lambda: clients.find(sign_in), within=VISIBLE_SECONDS, deadline=attempt.deadline)
    if not settled and client is not None and missing(client, sign_in.host):
        attempt.deadline.wait(READS_LAG_SECONDS)
        client = clients.find(sign_in)
    for writes in range(MOST_WRITES + 1):
        if client is None:
            raise NoClientError(sign_in.pool)
        lacking = missing(client, sign_in.host)
        if not lacking:
            return
        if writes == MOST_WRITES:
            raise OverwrittenError(writes)
        attempt.may_have_made()
        request = with_portal(client, sign_in.host)
        shown = clients.replace(sign_in, client, request)
        client = until(
            lambda: clients.find(sign_in),
            good=lambda seen: seen is None or not missing(seen, sign_in.host),
            within=READS_LAG_SECONDS,
            deadline=attempt.deadline,
        )
        if shown is None or client is None:
            continue
        log_event("put the portal's addresses into the app client", subDomain=sign_in.host, sent=lacking)
        # a change by others since then shows in only one of the two reads
        lost = [name for name in not_kept(request, shown) if name in not_kept(request, client)]
        if lost:
            raise SettingsLostError(lost)

"""Delete: remove the portal's addresses from the app client, without ever failing the stack's deletion."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from workteam_provider.protocol.errors import ResourceError
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.retry import READS_LAG_SECONDS, until
from workteam_provider.sign_in.app_client import has_addresses, without_portal
from workteam_provider.sign_in.app_clients import AppClients
from workteam_provider.sign_in.ensure import MOST_WRITES
from workteam_provider.sign_in.physical_id import InDoubt, Invented, SignInId, parse

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt


def delete(attempt: Attempt) -> None:
    """Handle a Delete.

    Addresses that an unanswered or failed request may have added stay: a later Create of the same resource may need
    them, and there is no way to tell.
    """
    match parse(attempt):
        case SignInId() as sign_in:
            _try_to_take_out(attempt, sign_in)
        case InDoubt() | Invented():
            log_event("left alone: another request may need what this one put into the app client")
        case _:
            log_event("nothing to take out: the physical id is not that of a sign-in")
    attempt.succeeded(attempt.physical_id, {})


def _try_to_take_out(attempt: Attempt, sign_in: SignInId) -> None:
    why = "somebody else kept changing the app client"
    try:
        if _take_out(attempt, sign_in):
            return
    except ResourceError as error:
        why = str(error)
    except Exception as error:  # noqa: BLE001
        why = type(error).__name__
    log_event(
        "the portal's addresses may still be in the app client",
        level=logging.WARNING,
        subDomain=sign_in.host,
        userPool=sign_in.pool,
        reason=why,
    )


def _take_out(attempt: Attempt, sign_in: SignInId) -> bool:
    clients = AppClients(attempt)
    client = until(
        lambda: clients.find(sign_in),
        good=lambda seen: seen is None or has_addresses(seen, sign_in.host),
        within=READS_LAG_SECONDS,
        deadline=attempt.deadline,
    )
    for _ in range(MOST_WRITES):
        if client is None or not has_addresses(client, sign_in.host):
            log_event("nothing to take out: the portal's addresses are not in the app client", subDomain=sign_in.host)
            return True
        # writing back a stale read would undo what others have just changed
        attempt.deadline.wait(READS_LAG_SECONDS)
        client = clients.find(sign_in)
        if client is None or not has_addresses(client, sign_in.host):
            continue
        if clients.replace(sign_in, client, without_portal(client, sign_in.host)) is not None:
            log_event("took the portal's addresses out of the app client", subDomain=sign_in.host)
            return True
    return False

"""The entry: from an event to its answer."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any

# what is imported stays for the life of the process: looking for garbage in it, now or later, finds none
gc.disable()
try:
    from workteam_provider.client import create_early
    from workteam_provider.contract import (
        ADDRESSES_TYPE,
        RESOURCE_TYPE,
        RESPONSE_URL_HOSTS,
        SIGN_IN_TYPE,
        TICK,
        TICK_VERSION,
    )
    from workteam_provider.protocol.answer import answer
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.protocol.deadline import Deadline
    from workteam_provider.protocol.delivery import deliver
    from workteam_provider.protocol.dispatch import Dispatch
    from workteam_provider.protocol.errors import UnanswerableError
    from workteam_provider.protocol.event import parse_event
    from workteam_provider.protocol.log import log_event, silence_libraries
    from workteam_provider.protocol.response_url import require_deliverable
    from workteam_provider.workteam.create import create

    silence_libraries()
    create_early()
finally:
    gc.freeze()
    gc.enable()

if TYPE_CHECKING:
    from workteam_provider.protocol.context import Context
    from workteam_provider.protocol.dispatch import Operations
    from workteam_provider.protocol.event import Event


# Lambda compiles what is imported at every cold start: what only some events need is imported when they come


def _update(attempt: Attempt) -> None:
    from workteam_provider.workteam.update import update

    update(attempt)


def _delete(attempt: Attempt) -> None:
    from workteam_provider.workteam.delete import delete

    delete(attempt)


def _ensure_sign_in(attempt: Attempt) -> None:
    from workteam_provider.sign_in.ensure import ensure

    ensure(attempt)


def _delete_sign_in(attempt: Attempt) -> None:
    from workteam_provider.sign_in.delete import delete

    delete(attempt)


def _look_up_addresses(attempt: Attempt) -> None:
    from workteam_provider.sign_in.addresses import look_up

    look_up(attempt)


def _forget_addresses(attempt: Attempt) -> None:
    from workteam_provider.sign_in.addresses import forget

    forget(attempt)


RESOURCES: dict[str, Operations] = {
    RESOURCE_TYPE: {"Create": create, "Update": _update, "Delete": _delete},
    SIGN_IN_TYPE: {"Create": _ensure_sign_in, "Update": _ensure_sign_in, "Delete": _delete_sign_in},
    ADDRESSES_TYPE: {"Create": _look_up_addresses, "Update": _look_up_addresses, "Delete": _forget_addresses},
}


def handler(raw: dict[str, Any], context: Context) -> dict[str, Any] | None:
    """Handle one event of a custom resource and answer it, or one tick of a watch and return what it found.

    Raises
    ------
    UnanswerableError
        The event has no answer: it lacks its ids, or its URL is not CloudFormation's, or the answer was not taken.
    """
    if isinstance(raw, dict) and raw.get(TICK) == TICK_VERSION:
        from workteam_provider.watch.tick import tick

        return tick(raw, context)
    event = _answerable(raw)
    deadline = Deadline(context.get_remaining_time_in_millis() / 1000)
    attempt = Attempt(event, deadline, context.invoked_function_arn)
    # a stack may give the resource a type of its own choice
    Dispatch(attempt, RESOURCES.get(event.resource_type, RESOURCES[RESOURCE_TYPE])).run(context)
    deliver(event.response_url, answer(attempt, context.aws_request_id), end_of_function=deadline.end_of_function)
    log_event("answered", status="SUCCESS" if attempt.error is None else "FAILED")
    return None


def _answerable(raw: dict[str, Any]) -> Event:
    try:
        event = parse_event(raw)
        require_deliverable(
            event.response_url, event.stack_id, os.environ.get("AWS_REGION", ""), os.environ.get(RESPONSE_URL_HOSTS, "")
        )
    except UnanswerableError as error:
        log_event("refused the event", errorClass=type(error).__name__)
        raise
    return event

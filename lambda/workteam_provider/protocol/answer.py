"""The body of the answer to CloudFormation, within its limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from workteam_provider.protocol.text import LONGEST_REASON, printable, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.protocol.attempt import Attempt

SUCCESS: Final = "SUCCESS"
FAILED: Final = "FAILED"

_LARGEST_BODY: Final = 4096
_LONGEST_ESCAPE: Final = 6


def answer(attempt: Attempt, invocation_id: str) -> bytes:
    """Build the body: at most 4096 bytes of JSON.

    A long reason loses its middle and names the invocation, by whose id it is found in the log.
    """
    if attempt.error is None:
        return _body(attempt, SUCCESS, "", attempt.data)
    reason, room = printable(f"{attempt.error} (request {invocation_id})"), LONGEST_REASON
    while True:
        body = _body(attempt, FAILED, shorten(reason, room), {})
        excess = len(body) - _LARGEST_BODY
        if excess <= 0 or room == 0:
            return body
        room = max(0, room - excess // _LONGEST_ESCAPE - 1)


def _body(attempt: Attempt, status: str, reason: str, data: Mapping[str, Any]) -> bytes:
    event = attempt.event
    body = {
        "Status": status,
        "PhysicalResourceId": attempt.physical_id,
        "StackId": event.stack_id,
        "RequestId": event.request_id,
        "LogicalResourceId": event.logical_resource_id,
        "NoEcho": False,
        "Data": data,
        "Reason": reason,
    }
    return json.dumps(body, ensure_ascii=False).encode(errors="replace")

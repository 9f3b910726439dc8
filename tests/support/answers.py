"""The answer of a custom resource, held to CloudFormation's rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.events import Event

MAX_BODY_BYTES = 4096
MAX_PHYSICAL_ID_BYTES = 1024
_REQUIRED = ("Status", "PhysicalResourceId", "StackId", "RequestId", "LogicalResourceId")


class ProtocolViolationError(AssertionError):
    """A custom resource did what CloudFormation does not take, or what would lose a resource."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a custom resource told CloudFormation."""

    status: str
    physical_id: str
    reason: str
    data: Mapping[str, Any]

    @property
    def succeeded(self) -> bool:
        """Whether it says SUCCESS."""
        return self.status == "SUCCESS"

    def agrees_with(self, other: Answer) -> bool:
        """Whether both say the same; the wording of a reason aside."""
        return (self.status, self.physical_id, self.data) == (other.status, other.physical_id, other.data)


def read_answer(body: bytes, event: Event) -> Answer:
    """Read the body of an answer to ``event``.

    Raises
    ------
    ProtocolViolationError
        The body is too long, not JSON, lacks something, belongs to another event, or has a physical id that is empty,
        too long, or not the one that a Delete or a failed Update must echo.
    """
    if len(body) > MAX_BODY_BYTES:
        _violation(event, f"the body has {len(body)} bytes")
    try:
        message = json.loads(body)
    except ValueError as error:
        _violation(event, f"the body is no JSON: {error}")
    if not isinstance(message, dict):
        _violation(event, "the body is no object")
    for key in _REQUIRED:
        if not isinstance(message.get(key), str) or not message[key]:
            _violation(event, f"{key} is {message.get(key)!r}")
    for key in ("StackId", "RequestId", "LogicalResourceId"):
        if message[key] != event[key]:
            _violation(event, f"{key} is {message[key]!r}, not {event[key]!r}")
    answer = Answer(
        message["Status"], message["PhysicalResourceId"], message.get("Reason") or "", message.get("Data") or {}
    )
    _check_status(answer, event)
    _check_physical_id(answer, event)
    return answer


def _check_status(answer: Answer, event: Event) -> None:
    if answer.status not in {"SUCCESS", "FAILED"}:
        _violation(event, f"Status is {answer.status!r}")
    if not answer.succeeded and not answer.reason.strip():
        _violation(event, "FAILED without a Reason")
    if not isinstance(answer.data, dict):
        _violation(event, f"Data is {answer.data!r}")


def _check_physical_id(answer: Answer, event: Event) -> None:
    if len(answer.physical_id.encode()) > MAX_PHYSICAL_ID_BYTES:
        _violation(event, "PhysicalResourceId is longer than 1024 bytes")
    given = event.get("PhysicalResourceId")
    request_type = event.get("RequestType")
    echoes = request_type == "Delete" or (request_type == "Update" and not answer.succeeded)
    if echoes and given and answer.physical_id != given:
        _violation(event, f"PhysicalResourceId is {answer.physical_id!r}, not {given!r}")


def _violation(event: Event, what: str) -> None:
    message = f"answer to {event.get('RequestType')} of {event['LogicalResourceId']}: {what}"
    raise ProtocolViolationError(message)

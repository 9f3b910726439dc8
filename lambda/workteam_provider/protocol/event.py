"""The event that CloudFormation sends, as a typed value. No other module reads the raw one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from workteam_provider.protocol.errors import MalformedEventError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST: Final = {
    "ResponseURL": 8192,
    "StackId": 512,
    "RequestId": 128,
    "LogicalResourceId": 255,
    "PhysicalResourceId": 1024,
}
_OF_CLOUDFORMATION: Final = ("ServiceToken", "ServiceTimeout")


class Event(NamedTuple):
    """One custom-resource request; every field that an answer needs is present.

    ``request_type`` may be anything and ``physical_resource_id`` may be absent: both are judged where it matters.
    """

    request_type: str
    resource_type: str
    response_url: str
    stack_id: str
    request_id: str
    logical_resource_id: str
    physical_resource_id: str | None
    properties: Mapping[str, Any]
    old_properties: Mapping[str, Any]


def parse_event(raw: object) -> Event:
    """Read an event.

    Raises
    ------
    MalformedEventError
        A field that the answer needs is missing, empty, not a string or too long to be sent back.
    """
    if not isinstance(raw, dict):
        raise MalformedEventError("RequestType")
    physical_id = raw.get("PhysicalResourceId")
    return Event(
        request_type=str(raw.get("RequestType"))[:32],
        resource_type=str(raw.get("ResourceType"))[:128],
        response_url=_text(raw, "ResponseURL"),
        stack_id=_text(raw, "StackId"),
        request_id=_text(raw, "RequestId"),
        logical_resource_id=_text(raw, "LogicalResourceId"),
        physical_resource_id=None if physical_id in (None, "") else _text(raw, "PhysicalResourceId"),
        properties=_map(raw, "ResourceProperties"),
        old_properties=_map(raw, "OldResourceProperties"),
    )


def own_properties(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a property set what is for CloudFormation alone."""
    return {key: value for key, value in raw.items() if key not in _OF_CLOUDFORMATION}


def _text(raw: dict[str, object], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not 0 < _bytes_when_sent_back(value) <= _LONGEST[field]:
        raise MalformedEventError(field)
    return value


def _bytes_when_sent_back(value: str) -> int:
    """Count the bytes of a string in the answer, escapes included; none for one that UTF-8 can't carry."""
    try:
        return len(json.dumps(value, ensure_ascii=False).encode()) - len('""')
    except UnicodeEncodeError:
        return 0


def _map(raw: dict[str, object], field: str) -> dict[str, object]:
    value = raw.get(field)
    return value if isinstance(value, dict) else {}

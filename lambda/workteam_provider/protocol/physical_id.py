"""The physical ids that are not a resource's own: markers that we write, and ids that CloudFormation invents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from workteam_provider.protocol.event import Event

_NOT_CREATED: Final = "not-created"
_IN_DOUBT: Final = "in-doubt"
_INVENTED_PREFIX_LENGTH: Final = 24


class _Marker(NamedTuple):
    logical_id: str
    request_id: str


class NotCreated(_Marker):
    """The id of a Create that certainly made nothing."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{_NOT_CREATED}:{self.logical_id}:{self.request_id}"


class InDoubt(_Marker):
    """The id of a failed Create that may have made something, and of the request by which one can tell."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{_IN_DOUBT}:{self.logical_id}:{self.request_id}"


class Invented(str):
    """The id ``<stack>-<logical id>-<suffix>``, which CloudFormation invents for a Create that was never answered."""

    __slots__ = ()


class Foreign(str):
    """Any other id: that of nothing this resource ever made."""

    __slots__ = ()


Unmade: TypeAlias = NotCreated | InDoubt | Invented | Foreign


def parse_unmade(physical_id: str, event: Event, stack_name: str) -> Unmade:
    """Read a physical id that is not the resource's own kind."""
    kind, _, rest = physical_id.partition(":")
    logical_id, colon, request_id = rest.partition(":")
    if colon and kind == _NOT_CREATED:
        return NotCreated(logical_id, request_id)
    if colon and kind == _IN_DOUBT:
        return InDoubt(logical_id, request_id)
    stack, logical = stack_name[:_INVENTED_PREFIX_LENGTH], event.logical_resource_id[:_INVENTED_PREFIX_LENGTH]
    if physical_id.startswith(stack) and f"-{logical}" in physical_id:
        return Invented(physical_id)
    return Foreign(physical_id)

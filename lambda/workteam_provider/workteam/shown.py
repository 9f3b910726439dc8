"""Which property values messages may repeat, as the contract says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workteam_provider.contract import WORKTEAM, Fields, Items, OneOf, Text
from workteam_provider.protocol.redaction import hide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workteam_provider.contract import Shape
    from workteam_provider.protocol.event import Event


def hide_values(text: str, event: Event) -> str:
    """Take the values of an event's properties out of what the service says, but those that may be shown."""
    return hide(text, shown=frozenset(shown_names()), property_sets=(event.properties, event.old_properties))


def shown_names(shape: Shape = WORKTEAM) -> Iterator[str]:
    """Yield the names of the values that messages may repeat."""
    match shape:
        case Items():
            yield from shown_names(shape.of)
        case Fields():
            for name, inner in shape.shapes.items():
                value = inner.of if isinstance(inner, Items) else inner
                if isinstance(value, OneOf) or (isinstance(value, Text) and value.shown):
                    yield name
                yield from shown_names(inner)

"""The tags of a workforce, spelled as its resource wants them."""

from __future__ import annotations

import jsii
from aws_cdk import IStableAnyProducer, TagManager, TagType


@jsii.implements(IStableAnyProducer)
class WorkforceTags(TagManager):
    """Renders tags when the template is written, since ``Tags.of`` may add some until then."""

    def __init__(self, resource_type: str) -> None:
        super().__init__(TagType.KEY_VALUE, resource_type)

    def produce(self) -> list[dict[str, str]] | None:
        """Return the ``Tags`` of the native resource, or nothing where there are none."""
        return [{"Key": key, "Value": value} for key, value in self.tag_values().items()] or None

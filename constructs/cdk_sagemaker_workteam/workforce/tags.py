"""The tags of a workforce, spelled as its resource wants them."""

from __future__ import annotations

from typing import Final

import jsii
from aws_cdk import IStableAnyProducer, TagManager, TagType

WORKFORCE_TYPE: Final = "AWS::SageMaker::Workforce"


@jsii.implements(IStableAnyProducer)
class WorkforceTags(TagManager):
    """Renders tags when the template is written, since ``Tags.of`` may add some until then."""

    def __init__(self) -> None:
        super().__init__(TagType.KEY_VALUE, WORKFORCE_TYPE)

    def produce(self) -> list[dict[str, str]] | None:
        """Return the ``Tags`` of the native resource, or nothing where there are none."""
        return [{"Key": key, "Value": value} for key, value in self.tag_values().items()] or None

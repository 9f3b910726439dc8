"""The tags of a workforce, in the form that its L1 takes."""

from __future__ import annotations

from typing import Final

import jsii
from aws_cdk import IStableAnyProducer, TagManager, TagType

WORKFORCE_TYPE: Final = "AWS::SageMaker::Workforce"


@jsii.implements(IStableAnyProducer)
class WorkforceTags(TagManager):
    """Renders the tags when the template is written, since ``Tags.of`` may add some until then."""

    def __init__(self) -> None:
        super().__init__(TagType.KEY_VALUE, WORKFORCE_TYPE)

    def produce(self) -> list[dict[str, str]] | None:
        """Return the ``Tags`` of ``AWS::SageMaker::Workforce``; None if there are none."""
        return [{"Key": key, "Value": value} for key, value in self.tag_values().items()] or None

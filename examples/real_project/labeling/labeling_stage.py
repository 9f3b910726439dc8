"""What one account gets."""

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from labeling.labeling_stack import LabelingStack


class LabelingStage(cdk.Stage):
    """The stack in one account, with the tags that the company asks for."""

    def __init__(
        self, scope: Construct, construct_id: str, *, domain_prefix: str, keep_workers: bool = False, **options: Any
    ) -> None:
        super().__init__(scope, construct_id, **options)
        LabelingStack(
            self,
            "Labeling",
            domain_prefix=domain_prefix,
            keep_workers=keep_workers,
            termination_protection=keep_workers,
        )
        cdk.Tags.of(self).add("owner", "data-platform")
        cdk.Tags.of(self).add("stage", construct_id.lower())

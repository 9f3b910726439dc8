"""What can go wrong when a team that exists already is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Annotations

if TYPE_CHECKING:
    from constructs import Construct


def warn_of_deleting_adopted(team: Construct) -> None:
    """Warn where an adopted team may be deleted before anybody wants it."""
    Annotations.of(team).add_warning_v2(
        "cdk-sagemaker-workteam:adoptExisting",
        "`adopt_existing`: if the deployment that adopts the team rolls back, CloudFormation deletes the team; "
        "deploy with `removal_policy=RemovalPolicy.RETAIN` first and change it afterwards, or acknowledge this warning",
    )

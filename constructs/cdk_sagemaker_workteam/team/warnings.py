"""A warning of what a rollback does to an adopted team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from aws_cdk import Annotations, Aspects, CfnDeletionPolicy, CfnResource, IAspect

if TYPE_CHECKING:
    from aws_cdk import CustomResource
    from constructs import IConstruct


def warn_of_deleting_adopted(team: CustomResource) -> None:
    """Warn where a rollback would delete an adopted team."""
    Aspects.of(team).add(_Adopted())


@jsii.implements(IAspect)
class _Adopted:
    """Looks at the removal policy when the whole app is known, since it may be set until then."""

    def visit(self, node: IConstruct) -> None:
        """Warn of any policy with which a rollback deletes the team."""
        if isinstance(node, CfnResource) and node.cfn_options.deletion_policy != CfnDeletionPolicy.RETAIN:
            Annotations.of(node).add_warning_v2(
                "cdk-sagemaker-workteam:adoptExisting",
                "`adopt_existing`: if the deployment that adopts the team rolls back, CloudFormation deletes the team; "
                "deploy with `removal_policy=RemovalPolicy.RETAIN` first and change it afterwards, or acknowledge this "
                "warning",
            )

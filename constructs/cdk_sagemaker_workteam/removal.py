"""What becomes of a team when it leaves the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import RemovalPolicy

from ._contract import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


def removal_problems(policy: RemovalPolicy) -> Iterator[Problem]:
    """Yield a policy that CloudFormation would refuse for a team."""
    if policy == RemovalPolicy.SNAPSHOT:
        expected = "DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, since a team has no snapshots"
        yield Problem("removal_policy", expected, "SNAPSHOT")

"""`make acceptance`, on the local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.acceptance.cleaner import clean
from tools.acceptance.rights import actions
from tools.acceptance.run import Run
from tools.acceptance.steps import STEPS

if TYPE_CHECKING:
    from tools.acceptance.target import Target

BY_SAGEMAKER = {
    f"cognito-idp:{name}"
    for name in (
        *("DescribeUserPool", "DescribeUserPoolDomain", "ListGroups", "ListUsers", "UpdateUserPool"),
        "AdminListGroupsForUser",
    )
}
ON_AWS_ALONE = {"cognito-idp:AdminGetUser"}
AFTER_A_KILL = {"cloudformation:DeleteStack", "iam:ListRolePolicies"}

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


def test_every_step_succeeds_on_the_local_cloud(target: Target) -> None:
    run = Run(target)
    try:
        for step in STEPS:
            step.go(run)
    finally:
        clean(target, run.id)
    assert target.rights - actions() == set(), "calls that the policy in docs/aws-facts.md doesn't allow"
    assert actions() - target.rights == BY_SAGEMAKER | ON_AWS_ALONE | AFTER_A_KILL, "rights that no call needs"

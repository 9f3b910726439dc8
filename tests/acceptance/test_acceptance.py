"""`make acceptance`, on the local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.acceptance.probes import PROBES
from tools.acceptance.rights import actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.acceptance.run import Run
    from tools.acceptance.target import Target

BY_SAGEMAKER = {
    f"cognito-idp:{name}"
    for name in (
        *("DescribeUserPool", "DescribeUserPoolDomain", "ListGroups", "ListUsers", "UpdateUserPool"),
        "AdminListGroupsForUser",
    )
}
ON_AWS_ALONE = {"cognito-idp:AdminGetUser", "iam:PassRole"}
AFTER_A_KILL = {"cloudformation:DeleteStack", "iam:ListRolePolicies"}

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def test_every_step_succeeds_on_the_local_cloud(target: Target, whole_run: Callable[[], Run]) -> None:
    run = whole_run()
    assert set(run.answers) == {probe.id for probe in PROBES}
    assert target.rights - actions() == set(), "calls that the policy in docs/aws-facts.md doesn't allow"
    assert actions() - target.rights == BY_SAGEMAKER | ON_AWS_ALONE | AFTER_A_KILL, "rights that no call needs"

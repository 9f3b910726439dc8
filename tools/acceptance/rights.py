"""What whoever runs it must be allowed to do: a policy, for the page, held to the calls that a run really makes."""

from __future__ import annotations

import json
from typing import Any, Final

_PLACE: Final = "${Region}:${Account}"
_TEAMS: Final = f"arn:${{Partition}}:sagemaker:{_PLACE}:workteam/private-crowd/acceptance-*"
_WORKFORCES: Final = f"arn:${{Partition}}:sagemaker:{_PLACE}:workforce/private-crowd/*"
_STACKS: Final = f"arn:${{Partition}}:cloudformation:{_PLACE}:stack/Acceptance-*/*"
_POOLS: Final = f"arn:${{Partition}}:cognito-idp:{_PLACE}:userpool/*"

RIGHTS: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("Look", ("cloudformation:DescribeStacks", "sns:ListTopics"), "*"),
    ("LookAtWork", ("sagemaker:ListWorkteams", "sagemaker:ListWorkforces", "logs:DescribeLogGroups"), "*"),
    (
        "Stack",
        ("cloudformation:DescribeStackResources", "cloudformation:DescribeStackEvents", "cloudformation:DeleteStack"),
        _STACKS,
    ),
    (
        "Teams",
        tuple(
            f"sagemaker:{name}"
            for name in (
                *("CreateWorkteam", "UpdateWorkteam", "DeleteWorkteam", "DescribeWorkteam"),
                *("AddTags", "DeleteTags", "ListTags"),
            )
        ),
        _TEAMS,
    ),
    (
        "Workforce",
        ("sagemaker:CreateWorkforce", "sagemaker:DeleteWorkforce", "sagemaker:DescribeWorkforce", "sagemaker:ListTags"),
        _WORKFORCES,
    ),
    (
        "Pool",
        tuple(
            f"cognito-idp:{name}"
            for name in (
                *("AdminGetUser", "DescribeUserPoolClient", "UpdateUserPoolClient"),
                # what SageMaker does in the caller's name
                *("DescribeUserPool", "DescribeUserPoolDomain", "ListGroups", "ListUsers", "UpdateUserPool"),
                "AdminListGroupsForUser",
            )
        ),
        _POOLS,
    ),
    ("Watch", ("scheduler:ListSchedules", "scheduler:GetSchedule"), "*"),
    ("Tick", ("lambda:InvokeFunction",), f"arn:${{Partition}}:lambda:{_PLACE}:function:Acceptance-*"),
    ("Topic", ("sns:CreateTopic", "sns:DeleteTopic"), f"arn:${{Partition}}:sns:{_PLACE}:acceptance-*"),
    ("FindRoles", ("iam:ListRoles",), "*"),
    (
        "Roles",
        (
            *("iam:CreateRole", "iam:PutRolePolicy", "iam:ListRolePolicies", "iam:DeleteRolePolicy", "iam:DeleteRole"),
            "sts:AssumeRole",
        ),
        "arn:${Partition}:iam::${Account}:role/acceptance/acceptance-*",
    ),
    ("Deploy", ("sts:AssumeRole",), "arn:${Partition}:iam::${Account}:role/cdk-hnb659fds-*"),
)
"""Statements: an id, actions, and the resource. The CDK CLI deploys by the roles of its bootstrap stack."""


def actions() -> set[str]:
    """Return every action that the policy allows."""
    return {action for _, allowed, _ in RIGHTS for action in allowed}


def policy() -> str:
    """Return the policy document, with the caller's place in braces."""
    statements: list[dict[str, Any]] = [
        {"Sid": sid, "Effect": "Allow", "Action": list(allowed), "Resource": resource}
        for sid, allowed, resource in RIGHTS
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)

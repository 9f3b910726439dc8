"""What whoever runs it must be allowed to do: a policy, for the page, held to the calls that a run really makes."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from tools.acceptance.run import TAG

_PLACE: Final = "${Region}:${Account}"
_TEAMS: Final = f"arn:${{Partition}}:sagemaker:{_PLACE}:workteam/private-crowd/acceptance-*"
_WORKFORCES: Final = f"arn:${{Partition}}:sagemaker:{_PLACE}:workforce/private-crowd/*"
_STACKS: Final = f"arn:${{Partition}}:cloudformation:{_PLACE}:stack/Acceptance-*/*"
_POOLS: Final = f"arn:${{Partition}}:cognito-idp:{_PLACE}:userpool/*"
_ROLES: Final = "arn:${Partition}:iam::${Account}:role/acceptance/acceptance-*"


class Statement(NamedTuple):
    """A statement that allows actions on a resource."""

    sid: str
    actions: tuple[str, ...]
    resource: str
    condition: dict[str, dict[str, str]] | None = None


RIGHTS: Final = (
    Statement("Look", ("cloudformation:DescribeStacks", "cognito-idp:ListUserPools", "sns:ListTopics"), "*"),
    Statement(
        "LookAtWork",
        (
            *("sagemaker:ListWorkteams", "sagemaker:ListWorkforces"),
            *("sagemaker:ListFlowDefinitions", "sagemaker:ListHumanTaskUis", "logs:DescribeLogGroups"),
        ),
        "*",
    ),
    Statement(
        "Stack",
        ("cloudformation:DescribeStackResources", "cloudformation:DescribeStackEvents", "cloudformation:DeleteStack"),
        _STACKS,
    ),
    Statement(
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
    Statement(
        "Flows",
        ("sagemaker:CreateFlowDefinition", "sagemaker:DescribeFlowDefinition", "sagemaker:DeleteFlowDefinition"),
        f"arn:${{Partition}}:sagemaker:{_PLACE}:flow-definition/acceptance-*",
    ),
    Statement(
        "TaskUis",
        ("sagemaker:CreateHumanTaskUi", "sagemaker:DeleteHumanTaskUi"),
        f"arn:${{Partition}}:sagemaker:{_PLACE}:human-task-ui/acceptance-*",
    ),
    Statement(
        "Workforce",
        ("sagemaker:CreateWorkforce", "sagemaker:DeleteWorkforce", "sagemaker:DescribeWorkforce", "sagemaker:ListTags"),
        _WORKFORCES,
    ),
    Statement(
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
    # pools that are made by hand have the run's tag from the first, and no other can be deleted
    Statement("MakePool", ("cognito-idp:CreateUserPool",), "*", {"StringLike": {f"aws:RequestTag/{TAG}": "*"}}),
    Statement(
        "OwnPool",
        tuple(
            f"cognito-idp:{name}"
            for name in (
                *("CreateUserPoolDomain", "CreateGroup", "CreateUserPoolClient"),
                *("DeleteUserPoolDomain", "DeleteUserPool"),
            )
        ),
        _POOLS,
        {"StringLike": {f"aws:ResourceTag/{TAG}": "*"}},
    ),
    Statement("Watch", ("scheduler:ListSchedules", "scheduler:GetSchedule"), "*"),
    Statement("Tick", ("lambda:InvokeFunction",), f"arn:${{Partition}}:lambda:{_PLACE}:function:Acceptance-*"),
    Statement("Topic", ("sns:CreateTopic", "sns:DeleteTopic"), f"arn:${{Partition}}:sns:{_PLACE}:acceptance-*"),
    Statement("FindRoles", ("iam:ListRoles",), "*"),
    Statement(
        "Roles",
        (
            *("iam:CreateRole", "iam:PutRolePolicy", "iam:ListRolePolicies", "iam:DeleteRolePolicy", "iam:DeleteRole"),
            "sts:AssumeRole",
        ),
        _ROLES,
    ),
    # the role of a flow definition, which SageMaker never takes on, since no human loop is started
    Statement(
        "PassRole",
        ("iam:PassRole",),
        f"{_ROLES}-flow",
        {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
    ),
    Statement("Deploy", ("sts:AssumeRole",), "arn:${Partition}:iam::${Account}:role/cdk-hnb659fds-*"),
)
"""The CDK CLI deploys by the roles of its bootstrap stack."""


def actions() -> set[str]:
    """Return every action that the policy allows."""
    return {action for statement in RIGHTS for action in statement.actions}


def policy() -> str:
    """Return the policy document, with the caller's place in braces."""
    statements: list[dict[str, Any]] = [
        {"Sid": one.sid, "Effect": "Allow", "Action": list(one.actions), "Resource": one.resource}
        | ({"Condition": one.condition} if one.condition else {})
        for one in RIGHTS
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)

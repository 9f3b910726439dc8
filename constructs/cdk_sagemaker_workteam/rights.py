"""What the function may do: a statement for each thing it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_iam import PolicyStatement

if TYPE_CHECKING:
    from aws_cdk import Stack
    from aws_cdk.aws_logs import ILogGroup


def workteam_rights(stack: Stack, log_group: ILogGroup) -> list[PolicyStatement]:
    """Return what every function needs."""
    teams = [stack.format_arn(service="sagemaker", resource="workteam", resource_name="private-crowd/*")]
    return [
        # one call for each thing in a team's life; DescribeWorkteam before a change, to find the team, and after it, to
        # read it back and for the attributes
        PolicyStatement(
            actions=[
                "sagemaker:CreateWorkteam",
                "sagemaker:UpdateWorkteam",
                "sagemaker:DeleteWorkteam",
                "sagemaker:DescribeWorkteam",
            ],
            resources=teams,
        ),
        # CreateWorkteam with tags needs AddTags; ListTags proves whose a team is
        PolicyStatement(
            actions=["sagemaker:AddTags", "sagemaker:DeleteTags", "sagemaker:ListTags"],
            resources=teams,
        ),
        # a team that can't be deleted: which jobs use it
        PolicyStatement(actions=["sagemaker:ListLabelingJobsForWorkteam"], resources=teams),
        # Lambda writes the log as this role; the group itself is the stack's
        PolicyStatement(
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[log_group.log_group_arn],
        ),
    ]


def user_pool_rights(stack: Stack, user_pool_id: str) -> PolicyStatement:
    """Return what the function needs for teams over one user pool of the stack's account and Region."""
    # CreateWorkteam and UpdateWorkteam look at pool, client and group in the caller's name, and write the labeling
    # portal's sign-in address into the client
    return PolicyStatement(
        actions=[
            "cognito-idp:DescribeUserPool",
            "cognito-idp:DescribeUserPoolClient",
            "cognito-idp:UpdateUserPool",
            "cognito-idp:UpdateUserPoolClient",
            "cognito-idp:ListGroups",
            "cognito-idp:AdminListGroupsForUser",
        ],
        resources=[stack.format_arn(service="cognito-idp", resource="userpool", resource_name=user_pool_id)],
    )

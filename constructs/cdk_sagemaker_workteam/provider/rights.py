"""What the function may do: a statement for each thing it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import ArnFormat
from aws_cdk.aws_iam import Effect, PolicyStatement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aws_cdk import Stack
    from aws_cdk.aws_kms import IKey
    from aws_cdk.aws_logs import ILogGroup
    from aws_cdk.aws_sqs import IQueue

_NETWORK_READS: Final = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")
_NETWORK_WRITES: Final = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)


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


def user_pool_rights(stack: Stack, user_pool_id: str, *, makes_workforce: bool = True) -> PolicyStatement:
    """Return what the function needs for teams over one user pool of the stack's account and Region.

    Where nobody makes the workforce, the first team does, in the function's name: that writes the pool as well.
    """
    # CreateWorkteam and UpdateWorkteam look at pool, client and group in the caller's name, and write the labeling
    # portal's sign-in address into the client
    return PolicyStatement(
        actions=[
            "cognito-idp:DescribeUserPool",
            "cognito-idp:DescribeUserPoolClient",
            *(["cognito-idp:UpdateUserPool"] if makes_workforce else []),
            "cognito-idp:UpdateUserPoolClient",
            "cognito-idp:ListGroups",
            "cognito-idp:AdminListGroupsForUser",
        ],
        resources=[stack.format_arn(service="cognito-idp", resource="userpool", resource_name=user_pool_id)],
    )


def workforce_rights(stack: Stack, workforce_name: str) -> PolicyStatement:
    """Return what the function needs to look up the portal of one workforce."""
    return PolicyStatement(actions=["sagemaker:DescribeWorkforce"], resources=workforce_arns(stack, workforce_name))


def workforce_arns(stack: Stack, workforce_name: str) -> list[str]:
    """Return the ARNs of a workforce: the documented one, and the one with a crowd that accounts show."""
    return [
        stack.format_arn(service="sagemaker", resource="workforce", resource_name=name)
        for name in (workforce_name, f"private-crowd/{workforce_name}")
    ]


def watch_rights(stack: Stack, schedules: str) -> list[PolicyStatement]:
    """Return what the function needs to see whether what a tick brings is still what a stack's template has."""
    return [
        PolicyStatement(actions=["cloudformation:DescribeStacks"], resources=[stack.stack_id]),
        PolicyStatement(actions=["scheduler:GetSchedule"], resources=[schedules]),
    ]


def network_rights(stack: Stack) -> list[PolicyStatement]:
    """Return what Lambda needs of the role to put the function into a VPC."""
    return [
        # Lambda looks for interfaces and subnets; neither call knows resources
        PolicyStatement(actions=list(_NETWORK_READS), resources=["*"]),
        # Lambda makes and removes interfaces, whose ids nobody knows before
        PolicyStatement(
            actions=list(_NETWORK_WRITES),
            resources=[stack.format_arn(service="ec2", resource="*", resource_name="*")],
        ),
    ]


def network_denial(function_arn: str) -> PolicyStatement:
    """Return what keeps the function's own code from what Lambda may do for it, as Lambda's guide has it."""
    return PolicyStatement(
        effect=Effect.DENY,
        actions=[*_NETWORK_READS, *_NETWORK_WRITES],
        resources=["*"],
        conditions={"ArnLike": {"lambda:SourceFunctionArn": function_arn}},
    )


def dead_letter_rights(stack: Stack, queue: IQueue) -> Iterator[PolicyStatement]:
    """Yield what Lambda needs of the role to send an event that failed for good."""
    yield PolicyStatement(actions=["sqs:SendMessage"], resources=[queue.queue_arn])
    if queue.encryption_master_key is not None:
        # SQS encrypts with the queue's key in the sender's name
        yield PolicyStatement(
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[queue.encryption_master_key.key_arn],
            conditions=_by_way_of("sqs", stack, {"aws:sqs:arn": queue.queue_arn}),
        )


def tracing_rights() -> PolicyStatement:
    """Return what Lambda needs of the role to trace; X-Ray knows no resources."""
    return PolicyStatement(actions=["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources=["*"])


def environment_rights(stack: Stack, key: IKey) -> PolicyStatement:
    """Return what Lambda needs of the role to read the function's environment."""
    functions = {"aws:lambda:FunctionArn": functions_of(stack)}
    conditions = _by_way_of("lambda", stack, functions)
    return PolicyStatement(actions=["kms:Decrypt"], resources=[key.key_arn], conditions=conditions)


def functions_of(stack: Stack) -> str:
    """Return the pattern of all functions of a stack's account and Region, for where the own one can't be named yet."""
    return stack.format_arn(
        service="lambda", resource="function", resource_name="*", arn_format=ArnFormat.COLON_RESOURCE_NAME
    )


def _by_way_of(service: str, stack: Stack, encryption_context: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the conditions under which a key serves one service, for one thing of it."""
    return {
        # the suffix differs by partition
        "StringLike": {"kms:ViaService": f"{service}.{stack.region}.*"},
        "ArnLike": {f"kms:EncryptionContext:{name}": arn for name, arn in encryption_context.items()},
    }

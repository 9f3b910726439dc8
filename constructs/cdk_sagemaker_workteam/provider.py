"""The function behind every work team of a stack, with its role, its log group and its retries."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from constructs import Construct

from ._asset import staged_asset
from ._contract import HANDLER, LOG_LEVEL, MAX_SERVICE_TIMEOUT_SECONDS

DEFAULT_ID: Final = "WorkteamProvider"
_MARGIN: Final = Duration.seconds(60)


class WorkteamProvider(Construct):
    """The one Lambda function that serves every `Workteam` of a stack.

    A stack gets one by itself when its first team is made. Make it by hand, before the first team and under the id
    ``WorkteamProvider`` at the root of the stack, to change how the function runs.

    Parameters
    ----------
    runtime
        Default: Python 3.13.
    architecture
        Default: ARM 64.
    memory_size
        In MB. Default: 256.
    timeout
        How long one attempt may take, up to 15 minutes. Default: 5 minutes.
    service_timeout
        How long CloudFormation waits for an answer, up to one hour. At least one minute more than ``timeout``: an event
        may wait in Lambda's queue for the difference. Default: 15 minutes.
    log_retention
        How long the log is kept. Default: one month. The log group goes with the stack.
    log_level
        Default: INFO.
    """

    function: lambda_.Function
    role: iam.IRole
    log_group: logs.ILogGroup
    service_timeout: Duration

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        runtime: lambda_.Runtime = lambda_.Runtime.PYTHON_3_13,
        architecture: lambda_.Architecture = lambda_.Architecture.ARM_64,
        memory_size: int = 256,
        timeout: Duration | None = None,
        service_timeout: Duration | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        log_level: lambda_.ApplicationLogLevel = lambda_.ApplicationLogLevel.INFO,
    ) -> None:
        super().__init__(scope, id)
        timeout = timeout or Duration.minutes(5)
        self.service_timeout = service_timeout or Duration.minutes(15)
        _check_timeouts(timeout, self.service_timeout)
        self._cognito: iam.PolicyStatement | None = None
        self._user_pools: set[str] = set()
        self.log_group = logs.LogGroup(self, "LogGroup", retention=log_retention, removal_policy=RemovalPolicy.DESTROY)
        self._rights = iam.PolicyDocument(statements=self._statements())
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"Workteams": self._rights},
        )
        self.function = lambda_.Function(
            self,
            "Function",
            description="Makes, changes and deletes SageMaker work teams for CloudFormation",
            code=lambda_.Code.from_asset(str(staged_asset())),
            handler=HANDLER,
            runtime=runtime,
            architecture=architecture,
            memory_size=memory_size,
            timeout=timeout,
            role=self.role,
            log_group=self.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=log_level,
            environment={LOG_LEVEL: log_level.value},
            retry_attempts=2,
            max_event_age=self.service_timeout.minus(timeout),
        )

    @classmethod
    def get_or_create(cls, scope: Construct) -> WorkteamProvider:
        """Return the provider of the stack that a construct is in; make it if there is none yet."""
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(DEFAULT_ID)
        if existing is None:
            return cls(stack, DEFAULT_ID)
        if isinstance(existing, cls):
            return existing
        raise TypeError(
            f"`{existing.node.path}`: expected a WorkteamProvider under this id, "
            f"received a {type(existing).__name__}; give that construct another id or pass `provider`"
        )

    @property
    def service_token(self) -> str:
        """The ARN of the function, as ``ServiceToken`` takes it."""
        return self.function.function_arn

    def allow_user_pool(self, user_pool_id: str) -> None:
        """Let the function set up sign-in for teams over a user pool of this account and Region."""
        if user_pool_id in self._user_pools:
            return
        self._user_pools.add(user_pool_id)
        arn = Stack.of(self).format_arn(service="cognito-idp", resource="userpool", resource_name=user_pool_id)
        if self._cognito is None:
            self._cognito = _cognito_statement(arn)
            self._rights.add_statements(self._cognito)
        else:
            self._cognito.add_resources(arn)

    def _statements(self) -> list[iam.PolicyStatement]:
        teams = Stack.of(self).format_arn(service="sagemaker", resource="workteam", resource_name="private-crowd/*")
        return [
            # The life of a team: one call each; DescribeWorkteam before every change, to prove whose it is and
            # after it, to read it back.
            iam.PolicyStatement(
                actions=[
                    "sagemaker:CreateWorkteam",
                    "sagemaker:UpdateWorkteam",
                    "sagemaker:DeleteWorkteam",
                    "sagemaker:DescribeWorkteam",
                ],
                resources=[teams],
            ),
            # Tags: written by CreateWorkteam, which needs AddTags for it, and by updates; ListTags proves ownership.
            iam.PolicyStatement(
                actions=["sagemaker:AddTags", "sagemaker:DeleteTags", "sagemaker:ListTags"], resources=[teams]
            ),
            # A team that can't be deleted: names the jobs that use it.
            iam.PolicyStatement(actions=["sagemaker:ListLabelingJobsForWorkteam"], resources=[teams]),
            # Lambda writes the log as this role; the group is there already.
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[self.log_group.log_group_arn]
            ),
        ]


def _cognito_statement(user_pool_arn: str) -> iam.PolicyStatement:
    # CreateWorkteam and UpdateWorkteam look at pool, client and group as the caller, and write the portal's sign-in
    # address into the client.
    return iam.PolicyStatement(
        actions=[
            "cognito-idp:DescribeUserPool",
            "cognito-idp:DescribeUserPoolClient",
            "cognito-idp:UpdateUserPool",
            "cognito-idp:UpdateUserPoolClient",
            "cognito-idp:ListGroups",
            "cognito-idp:AdminListGroupsForUser",
        ],
        resources=[user_pool_arn],
    )


def _check_timeouts(timeout: Duration, service_timeout: Duration) -> None:
    if timeout.is_unresolved() or service_timeout.is_unresolved():
        return
    least, most = timeout.to_seconds() + _MARGIN.to_seconds(), MAX_SERVICE_TIMEOUT_SECONDS
    if not least <= service_timeout.to_seconds() <= most:
        raise ValueError(
            f"`service_timeout`: expected {least:.0f} to {most} seconds (`timeout` and a minute, at least), "
            f"received {service_timeout.to_seconds():.0f}"
        )

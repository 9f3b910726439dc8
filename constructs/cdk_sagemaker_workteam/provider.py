"""The function behind every work team of a stack, with its role, its log group and its retries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from ._asset import staged_asset
from ._contract import HANDLER, MAX_SERVICE_TIMEOUT_SECONDS
from .rights import user_pool_rights, workteam_rights

if TYPE_CHECKING:
    from constructs import IDependable

DEFAULT_ID: Final = "WorkteamProvider"

_MARGIN_SECONDS: Final = 60
_RETRIES: Final = 2


class WorkteamProvider(Construct):
    """The one Lambda function that serves the work teams of a stack.

    A stack gets one when its first team is made. To change how the function runs, make it before the first team, at
    the root of the stack under the id ``WorkteamProvider``, or hand it to teams as their ``provider``.

    Parameters
    ----------
    runtime
        Default: Python 3.13.
    architecture
        Default: ARM 64.
    memory_size
        In MB. Default: 256.
    timeout
        How long one attempt may take, at most 15 minutes. Default: 5 minutes.
    service_timeout
        How long CloudFormation waits for an answer, at most one hour and at least a minute longer than ``timeout``.
        An event may wait in Lambda's queue for the difference. Default: 15 minutes.
    log_retention
        How long the log is kept. The log group is deleted with the stack. Default: one month.
    log_level
        Default: INFO.

    Raises
    ------
    ValueError
        For a ``service_timeout`` that leaves the function no time to answer.
    AssetError
        Where the function's code can't be put together from what is installed.
    """

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
        self.service_timeout: Final = service_timeout or Duration.minutes(15)
        """How long CloudFormation waits for an answer."""
        _check_timeouts(timeout, self.service_timeout)

        self.log_group: Final = logs.LogGroup(
            self, "LogGroup", retention=log_retention, removal_policy=RemovalPolicy.DESTROY
        )
        """Where the function logs, in JSON."""

        self._rights: Final = iam.PolicyDocument(statements=workteam_rights(Stack.of(self), self.log_group))
        self.role: Final = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"Workteams": self._rights},
        )
        """What the function runs as."""

        self.function: Final = lambda_.Function(
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
            retry_attempts=_RETRIES,
            max_event_age=self.service_timeout.minus(timeout),
        )
        """The function itself."""
        # it refers to its role, which orders them already; said twice is a finding of the linter
        cast("lambda_.CfnFunction", self.function.node.default_child).add_deletion_override("DependsOn")

        self.ready: Final[tuple[IDependable, ...]] = (
            self.role,
            self.log_group,
            self.function.node.find_child("EventInvokeConfig"),
        )
        """What has to be there, beside the function, before the first event and until after the last."""

    @classmethod
    def get_or_create(cls, scope: Construct) -> WorkteamProvider:
        """Return the provider of the stack that a construct is in, made now if there is none yet.

        Raises
        ------
        TypeError
            Where something else bears the provider's id.
        """
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(DEFAULT_ID)
        if existing is None:
            return cls(stack, DEFAULT_ID)
        if isinstance(existing, cls):
            return existing
        raise TypeError(
            f"`{existing.node.path}`: expected a WorkteamProvider under this id, "
            f"received a {type(existing).__name__}; give it another id, or the team a `provider`"
        )

    @property
    def service_token(self) -> str:
        """The ARN of the function, which is the ``ServiceToken`` of the custom resources."""
        return self.function.function_arn

    def allow_user_pool(self, team: Construct, user_pool_id: str) -> IDependable:
        """Let the function make teams over a user pool of this account and Region.

        Returns
        -------
        IDependable
            What has to be there before the team.
        """
        statement = user_pool_rights(Stack.of(team), user_pool_id)
        if Stack.of(team).node.path != Stack.of(self).node.path:
            # the role's own stack must not depend on one that depends on the role
            return iam.Policy(team, "UserPoolPolicy", roles=[self.role], statements=[statement])
        self._rights.add_statements(statement)
        return self.role


def _check_timeouts(timeout: Duration, service_timeout: Duration) -> None:
    if timeout.is_unresolved() or service_timeout.is_unresolved():
        return
    least, received = timeout.to_seconds() + _MARGIN_SECONDS, service_timeout.to_seconds()
    if not least <= received <= MAX_SERVICE_TIMEOUT_SECONDS:
        raise ValueError(
            f"`service_timeout`: expected {least:.0f} to {MAX_SERVICE_TIMEOUT_SECONDS} seconds "
            f"for a `timeout` of {timeout.to_seconds():.0f}, received {received:.0f}"
        )

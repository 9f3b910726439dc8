"""The function behind every work team of a stack, with its role, its log group and its retries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from . import rights
from ._asset import function_code
from ._contract import HANDLER, Problem
from .function_order import order_by_role_once
from .function_role import FunctionRole, GivenRole, OwnRole
from .imported_provider import ImportedProvider
from .kinds import construct_problems, kind_problems
from .log_encryption import allow_encrypting_logs
from .metrics import failed_operations, failure_alarm, failures_and_errors
from .provider_interface import IWorkteamProvider, Place
from .provider_validation import code_problems, company_problems, number_problems, time_problems
from .references import is_same
from .validation import WorkteamValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sqs as sqs
    from constructs import IDependable

DEFAULT_ID: Final = "WorkteamProvider"

_RETRIES: Final = 2


class WorkteamProvider(Construct):
    """The one Lambda function that serves the work teams of a stack.

    A stack gets one when its first team is made. To change how the function runs, make it before the first team, at
    the root of the stack under the id ``WorkteamProvider``, or hand it to teams as their ``provider``.

    Parameters
    ----------
    runtime
        Python 3.11 or newer. Default: Python 3.13.
    architecture
        Default: ARM 64.
    memory_size
        In MB, 128 to 10240. Default: 256.
    timeout
        How long one attempt may take, 30 seconds to 15 minutes. Default: 5 minutes.
    service_timeout
        How long CloudFormation waits for an answer, at most one hour and at least a minute longer than ``timeout``.
        An event may wait in Lambda's queue for the difference. Default: 15 minutes.
    log_retention
        How long the log is kept. The log group is deleted with the stack. Default: one month.
    log_level
        Default: INFO.
    log_encryption_key
        Encrypts the log. A key of this app gets the policy that CloudWatch Logs needs. Default: CloudWatch's own key.
    role
        What the function runs as. It has to trust ``lambda.amazonaws.com``; the rights are added to it, unless it is
        imported as immutable. Default: a role of the function's own, with these rights and no other.
    permissions_boundary
        Limits the function's own role. Default: none.
    vpc
        Runs the function in a VPC, from where it has to reach SageMaker and, for the answers, S3. Default: in none.
    vpc_subnets
        Default: the private subnets of ``vpc``.
    security_groups
        Default: one of the function's own, that lets everything out.
    dead_letter_queue
        A standard queue that gets the events that could not be handled. They hold response URLs that are valid for
        two hours. Default: they are dropped, and CloudFormation stops waiting after ``service_timeout``.
    tracing
        By X-Ray. Default: off.
    reserved_concurrent_executions
        At least 1. How many events can be handled at once, taken from what the account's other functions have.
        Default: what the account has left.
    environment_encryption
        Encrypts the function's environment. Default: Lambda's own key.

    Raises
    ------
    WorkteamValidationError
        For values of another kind than their prop's, numbers that Lambda would refuse, time-outs that are tokens or
        leave the function no time to answer, and props that are at odds.
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
        log_encryption_key: kms.IKey | None = None,
        role: iam.IRole | None = None,
        permissions_boundary: iam.IManagedPolicy | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        dead_letter_queue: sqs.IQueue | None = None,
        tracing: lambda_.Tracing = lambda_.Tracing.DISABLED,
        reserved_concurrent_executions: int | None = None,
        environment_encryption: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, id)
        timeout = timeout or Duration.minutes(5)
        self.service_timeout: Final[Duration] = service_timeout or Duration.minutes(15)
        """How long CloudFormation waits for an answer."""
        self._refuse(
            *kind_problems(
                runtime=runtime,
                memory_size=memory_size,
                timeout=timeout,
                service_timeout=self.service_timeout,
                tracing=tracing,
                reserved_concurrent_executions=reserved_concurrent_executions,
            ),
            *construct_problems(
                role=role,
                permissions_boundary=permissions_boundary,
                vpc=vpc,
                dead_letter_queue=dead_letter_queue,
                log_encryption_key=log_encryption_key,
                environment_encryption=environment_encryption,
            ),
        )
        self._refuse(
            *code_problems(runtime, dead_letter_queue),
            *number_problems(memory_size, reserved_concurrent_executions),
            *time_problems(timeout, self.service_timeout),
            *company_problems(
                role=role,
                permissions_boundary=permissions_boundary,
                vpc=vpc,
                vpc_subnets=vpc_subnets,
                security_groups=security_groups,
            ),
        )
        self._log_level: Final = log_level
        self._stack: Final = Stack.of(self)
        self._user_pools: Final[dict[str, Sequence[IDependable]]] = {}

        self.log_group: Final[logs.LogGroup] = logs.LogGroup(
            self,
            "LogGroup",
            retention=log_retention,
            encryption_key=log_encryption_key,
            removal_policy=RemovalPolicy.DESTROY,
        )
        """Where the function logs, in JSON."""
        if log_encryption_key is not None:
            allow_encrypting_logs(self, log_encryption_key)

        statements = list(
            _needed_rights(
                Stack.of(self),
                self.log_group,
                vpc=vpc,
                dead_letter_queue=dead_letter_queue,
                tracing=tracing,
                environment_encryption=environment_encryption,
            )
        )
        self._role: Final[FunctionRole] = (
            OwnRole(self, "Role", statements, permissions_boundary) if role is None else GivenRole(role)
        )
        policies = [] if role is None else self._role.allow(self, *statements)
        self.role: Final[iam.IRole] = self._role.role
        """What the function runs as."""

        self.function: Final[lambda_.Function] = lambda_.Function(
            self,
            "Function",
            description="Makes, changes and deletes SageMaker work teams for CloudFormation",
            code=function_code(),
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
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups,
            reserved_concurrent_executions=reserved_concurrent_executions,
            environment_encryption=environment_encryption,
        )
        """The function itself."""
        self._function_arn: Final = self.function.function_arn
        self._set_without_rights(dead_letter_queue, tracing)
        if role is None:
            order_by_role_once(self._resource, self.role)
        self.function.node.add_dependency(*policies)

        self.ready: Final[Sequence[IDependable]] = (
            self.role,
            self.log_group,
            self.function.node.find_child("EventInvokeConfig"),
            # in a VPC, the way out
            *self.function.node.dependencies,
        )
        """What has to be there, beside the function, before the first event and until after the last."""

    @classmethod
    def get_or_create(cls, scope: Construct) -> WorkteamProvider:
        """Return the provider of the stack that a construct is in, made now if there is none yet.

        Parameters
        ----------
        scope
            Any construct of the stack.

        Raises
        ------
        TypeError
            Where something else bears the provider's id.
        """
        stack = scope if isinstance(scope, Stack) else Stack.of(scope)
        existing = stack.node.try_find_child(DEFAULT_ID)
        if existing is None:
            return cls(stack, DEFAULT_ID)
        if isinstance(existing, cls):
            return existing
        raise TypeError(
            f"`{existing.node.path}`: expected a WorkteamProvider under this id, "
            f"received a {type(existing).__name__}; give it another id, or the team a `provider`"
        )

    @staticmethod
    def from_service_token(
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        service_token: str,
        *,
        role: iam.IRole | None = None,
        service_timeout: Duration | None = None,
    ) -> IWorkteamProvider:
        """Return the provider of another app in the same Region and account.

        Parameters
        ----------
        service_token
            The ARN of its function: its ``service_token``.
        role
            The function's role, imported, which gets the rights over the user pools of teams made here. Default: it
            has to have them already.
        service_timeout
            How long CloudFormation waits for an answer; at least a minute longer than the function's own time-out.
            Default: 15 minutes.

        Raises
        ------
        ValueError
            For a literal that is not the ARN of a function, or one of another Region or account than the stack's, and a
            ``service_timeout`` that no function of this kind fits into.
        """
        return ImportedProvider(scope, id, service_token=service_token, role=role, service_timeout=service_timeout)

    @property
    def service_token(self) -> str:
        """The ARN of the function, which is the ``ServiceToken`` of the custom resources."""
        return self._function_arn

    @property
    def place(self) -> Place:
        """Where the function is; teams have to be there too."""
        return Place.of(Stack.of(self))

    def allow_user_pool(self, team: Construct, user_pool_id: str) -> Sequence[IDependable]:
        """Let the function make teams over a user pool of this account and Region.

        Parameters
        ----------
        team
            The team. Rights over a pool for the sake of a team of another stack are put into that stack.
        user_pool_id
            The id of the pool, such as ``eu-west-1_AbCd12345``, or a token.

        Returns
        -------
        sequence of IDependable
            What has to be there before the team.
        """
        stack = Stack.of(team)
        if not is_same(stack, self._stack):
            return self._role.allow(team, rights.user_pool_rights(stack, user_pool_id))
        if user_pool_id not in self._user_pools:
            self._user_pools[user_pool_id] = self._role.allow(team, rights.user_pool_rights(stack, user_pool_id))
        return self._user_pools[user_pool_id]

    def metric_errors(self, **options: Any) -> cloudwatch.Metric:
        """Return how many invocations ended in an error: an event was malformed, or its answer not delivered.

        A failed operation is none, since CloudFormation was told of it; see `metric_failed_operations`.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the sum over 5 minutes.
        """
        return self.function.metric_errors(**options)

    def metric_duration(self, **options: Any) -> cloudwatch.Metric:
        """Return how long invocations took, in milliseconds.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the average over 5 minutes.
        """
        return self.function.metric_duration(**options)

    def metric_failed_operations(self, **options: Any) -> cloudwatch.Metric:
        """Return how many events were answered with a failure, counted in the log.

        The first use adds a metric filter to the stack.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the sum over 5 minutes.

        Raises
        ------
        WorkteamValidationError
            Where ``log_level`` keeps failures out of the log.
        """
        if self._log_level == lambda_.ApplicationLogLevel.FATAL:
            self._refuse(Problem("log_level", "ERROR or lower, for failures to be counted in the log", "FATAL"))
        found = failed_operations(self, self.log_group, self.function.function_name)
        return found.metric(**{"statistic": "Sum", **options})

    def create_failure_alarm(self, *actions: cloudwatch.IAlarmAction, **options: Any) -> cloudwatch.Alarm:
        """Return an alarm that goes off when a team could not be made, changed or deleted, or nobody was told of it.

        It watches the sum of `metric_failed_operations` and `metric_errors`, and stays silent while nothing happens.

        Parameters
        ----------
        *actions
            What happens when it goes off, such as ``cloudwatch_actions.SnsAction(topic)``. Default: nothing; it shows.
        **options
            Those of ``cloudwatch.CreateAlarmOptions``. Default: one failure within 5 minutes.

        Raises
        ------
        WorkteamValidationError
            Where ``log_level`` keeps failures out of the log.
        """
        failures = failures_and_errors(self.metric_failed_operations(), self.metric_errors())
        return failure_alarm(self, failures, actions, options)

    @property
    def _resource(self) -> lambda_.CfnFunction:
        return cast("lambda_.CfnFunction", self.function.node.default_child)

    def _set_without_rights(self, dead_letter_queue: sqs.IQueue | None, tracing: lambda_.Tracing) -> None:
        """Set what the construct of the function would add rights of its own for, in a policy apart from ours."""
        if dead_letter_queue is not None:
            self._resource.dead_letter_config = lambda_.CfnFunction.DeadLetterConfigProperty(
                target_arn=dead_letter_queue.queue_arn
            )
        if tracing != lambda_.Tracing.DISABLED:
            mode = {lambda_.Tracing.ACTIVE: "Active", lambda_.Tracing.PASS_THROUGH: "PassThrough"}[tracing]
            self._resource.tracing_config = lambda_.CfnFunction.TracingConfigProperty(mode=mode)

    def _refuse(self, *problems: Problem) -> None:
        if problems:
            raise WorkteamValidationError(self.node.path, problems, what="work team provider")


def _needed_rights(
    stack: Stack,
    log_group: logs.ILogGroup,
    *,
    vpc: ec2.IVpc | None,
    dead_letter_queue: sqs.IQueue | None,
    tracing: lambda_.Tracing,
    environment_encryption: kms.IKey | None,
) -> Iterator[iam.PolicyStatement]:
    yield from rights.workteam_rights(stack, log_group)
    if vpc is not None:
        yield from rights.network_rights(stack)
    if dead_letter_queue is not None:
        yield from rights.dead_letter_rights(dead_letter_queue)
    if tracing != lambda_.Tracing.DISABLED:
        yield rights.tracing_rights()
    if environment_encryption is not None:
        yield rights.environment_rights(environment_encryption)

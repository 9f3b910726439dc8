"""The function that serves the work teams of a stack, with its role, its log group and its retries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Stack

from ..validation import WorkteamValidationError
from . import given
from .allowed import AllowedFunction
from .function import make_function
from .imported import ImportedProvider
from .interface import IWorkteamProvider, Place
from .log import log_group_of
from .network import in_vpc
from .props import FunctionProps
from .role import GivenRole, OwnRole, order_by_role_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import Duration
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_logs as logs
    from constructs import Construct, IDependable

DEFAULT_ID: Final = "WorkteamProvider"
_KEPT: Final = "_cdk_sagemaker_workteam_provider"


class WorkteamProvider(AllowedFunction):
    """The Lambda function that creates, changes and deletes the work teams of a stack.

    A stack gets one with its first team. To configure the function, create it before the first team, at the root of
    the stack under the id ``WorkteamProvider``, or pass it to teams as their ``provider``.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        runtime: lambda_.Runtime | None = None,
        architecture: lambda_.Architecture | None = None,
        memory_size: int | None = None,
        timeout: Duration | None = None,
        service_timeout: Duration | None = None,
        log_group: given.LogGroupLike | None = None,
        log_retention: logs.RetentionDays | None = None,
        log_level: lambda_.ApplicationLogLevel | None = None,
        log_encryption_key: given.KeyLike | None = None,
        role: given.RoleLike | None = None,
        permissions_boundary: given.ManagedPolicyLike | None = None,
        vpc: given.VpcLike | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[given.SecurityGroupLike] | None = None,
        dead_letter_queue: given.QueueLike | None = None,
        tracing: lambda_.Tracing | None = None,
        reserved_concurrent_executions: int | None = None,
        environment_encryption: given.KeyLike | None = None,
        allow_adoption: bool | None = None,
    ) -> None:
        """Create the function. ``None`` counts as left out.

        Where a parameter takes a construct, its L1 or an attribute of it, such as its ARN, does as well.

        Parameters
        ----------
        runtime
            Python 3.11 or newer. Default: Python 3.13.
        architecture
            The processor architecture. Default: ARM 64.
        memory_size
            In MB, 128 to 10240. Default: 256.
        timeout
            The time-out of one invocation, 30 seconds to 15 minutes. Default: 5 minutes.
        service_timeout
            How long CloudFormation waits for a response, at most one hour and at least a minute longer than
            ``timeout``. An event may wait in Lambda's queue for the difference. Default: 15 minutes.
        log_group
            The function's log group, with its own retention, encryption and removal policy. Default: a new one, which
            is deleted with the stack.
        log_retention
            How long log entries are kept in the function's own log group. Default: one month.
        log_level
            The lowest level that is logged. Default: INFO.
        log_encryption_key
            Encrypts the function's own log group. A key of this app gets the policy that CloudWatch Logs needs.
            Default: CloudWatch's own key.
        role
            The function's execution role. It must trust ``lambda.amazonaws.com``. The permissions are added to it,
            unless it is imported as immutable. Default: a role with these permissions and no others.
        permissions_boundary
            Limits the function's own role. Default: none.
        vpc
            Runs the function in a VPC, from which it must reach SageMaker and, for the responses, S3; through a proxy,
            by ``function.add_environment("HTTPS_PROXY", …)``. Default: no VPC.
        vpc_subnets
            The subnets of ``vpc``. Default: its private subnets.
        security_groups
            The function's security groups. Default: a new one that allows all outbound traffic.
        dead_letter_queue
            A standard queue for events that could not be handled. They contain response URLs that are valid for two
            hours. Default: they are dropped, and CloudFormation stops waiting after ``service_timeout``.
        tracing
            Tracing by X-Ray. Default: off.
        reserved_concurrent_executions
            How many events can be handled at once, at least 1; taken from the account. Default: no reservation.
        environment_encryption
            Encrypts the function's environment variables. Default: Lambda's own key.
        allow_adoption
            Whether teams may take over existing ones with ``adopt_existing``. Set False if the function is shared with
            people who must not: whoever may invoke it can do all that its role allows. Default: True.

        Raises
        ------
        WorkteamValidationError
            For values of a wrong type, numbers that Lambda would refuse, time-outs that are tokens or leave the
            function no time to respond, and parameters that conflict.
        AssetError
            If the function's code is missing from the installation, or the stack can't publish it.
        """
        props = FunctionProps.of(locals())
        super().__init__(scope, id)
        props = given.with_constructs(props, self)
        problems = props.problems()
        if problems:
            raise WorkteamValidationError(self.node.path, problems, what="work team provider")
        self.service_timeout: Final[Duration] = props.service_timeout
        """How long CloudFormation waits for a response."""
        self.allows_adoption: Final = props.allow_adoption
        """Whether teams may take over existing ones."""
        self._log_level = props.log_level
        self._stack, self._allowed = Stack.of(self), {}
        self.log_group = log_group_of(self, props)
        """The function's log group; entries are JSON."""
        statements = list(props.statements(self._stack, self.log_group))
        self._role = (
            GivenRole(props.role) if props.role else OwnRole(self, "Role", statements, props.permissions_boundary)
        )
        policies = self._role.allow(self, *statements) if props.role else []
        self.role: Final[iam.IRole] = self._role.role
        """The function's execution role."""

        self.function = make_function(self, props, self.role, self.log_group)
        """The Lambda function. If it needs a proxy, set ``HTTPS_PROXY`` and ``NO_PROXY`` by ``add_environment``."""
        self._function_arn: Final = self.function.function_arn
        self.node.default_child = self.function.node.default_child
        if props.role is None:
            order_by_role_once(self.function, self.role)
        self.function.node.add_dependency(*policies)

        self.ready: Final[Sequence[IDependable]] = (
            self.role,
            self.log_group,
            self.function.node.find_child("EventInvokeConfig"),
            *self.function.node.dependencies,
            *in_vpc(self, self.function, props),
        )
        """Resources that the function needs from its first event to the last response."""

    @classmethod
    def get_or_create(cls, scope: Construct) -> WorkteamProvider:
        """Return the provider of a construct's stack, and create it if there is none yet.

        Parameters
        ----------
        scope
            Any construct of the stack.

        Raises
        ------
        TypeError
            If another construct has the provider's id.
        """
        stack = scope if isinstance(scope, Stack) else Stack.of(scope)
        # kept with the stack, since to look for a child is to ask the CDK
        existing = vars(stack).get(_KEPT) or stack.node.try_find_child(DEFAULT_ID) or cls(stack, DEFAULT_ID)
        if isinstance(existing, cls):
            vars(stack)[_KEPT] = existing
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
        role: given.RoleLike | None = None,
        service_timeout: Duration | None = None,
    ) -> IWorkteamProvider:
        """Return the provider of another app in the same Region and account.

        Parameters
        ----------
        service_token
            The ARN of its function, which is its provider's ``service_token``.
        role
            The function's role, imported. It gets the permissions for the user pools of the teams of this app.
            Default: it must have them already.
        service_timeout
            How long CloudFormation waits for a response; at least a minute longer than the function's own time-out.
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
        """The function's Region and account, which must be those of the teams."""
        return Place.of(self._stack)

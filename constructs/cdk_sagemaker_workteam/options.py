"""Keyword arguments as types: for wrappers that pass them on by ``**``, and for options of the CDK's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration, RemovalPolicy, SecretValue
    from aws_cdk.aws_cloudwatch import ComparisonOperator, TreatMissingData, Unit
    from aws_cdk.aws_ec2 import ISecurityGroup, IVpc, SubnetSelection
    from aws_cdk.aws_lambda import ApplicationLogLevel, Architecture, Runtime, Tracing
    from aws_cdk.aws_logs import RetentionDays

    from .provider import given
    from .provider.interface import IWorkteamProvider
    from .team.members import WorkteamMember
    from .team.notifications import TopicLike
    from .team.worker_access import WorkerAccess, WorkerAccessOptions
    from .workforce.interface import IPrivateWorkforce


class WorkteamProps(TypedDict, total=False):
    """The keyword arguments of `Workteam`, for ``**props: Unpack[WorkteamProps]`` of a subclass or a function."""

    description: Required[str]
    members: Required[Sequence[WorkteamMember]]
    workteam_name: str | None
    workforce: IPrivateWorkforce | None
    workforce_name: str | None
    notification_topic: TopicLike | None
    worker_access: WorkerAccess | WorkerAccessOptions | None
    removal_policy: RemovalPolicy | None
    adopt_existing: bool | None
    provider: IWorkteamProvider | None


class WorkteamProviderProps(TypedDict, total=False):
    """The keyword arguments of `WorkteamProvider`, for ``**props: Unpack[WorkteamProviderProps]``."""

    runtime: Runtime | None
    architecture: Architecture | None
    memory_size: int | None
    timeout: Duration | None
    service_timeout: Duration | None
    log_group: given.LogGroupLike | None
    log_retention: RetentionDays | None
    log_level: ApplicationLogLevel | None
    log_encryption_key: given.KeyLike | None
    role: given.RoleLike | None
    permissions_boundary: given.ManagedPolicyLike | None
    vpc: given.VpcLike | None
    vpc_subnets: SubnetSelection | None
    security_groups: Sequence[given.SecurityGroupLike] | None
    dead_letter_queue: given.QueueLike | None
    tracing: Tracing | None
    reserved_concurrent_executions: int | None
    environment_encryption: given.KeyLike | None
    allow_adoption: bool | None


class OidcWorkforceProps(TypedDict, total=False):
    """The keyword arguments of `OidcWorkforce`."""

    workforce_name: Required[str]
    issuer: Required[str]
    client_id: Required[str]
    client_secret: Required[SecretValue]
    authorization_endpoint: Required[str]
    token_endpoint: Required[str]
    user_info_endpoint: Required[str]
    logout_endpoint: Required[str]
    jwks_uri: Required[str]
    scope_of_tokens: str | None
    authentication_request_extra_params: Mapping[str, str] | None
    allowed_cidrs: Sequence[str] | None
    vpc: IVpc | None
    vpc_subnets: SubnetSelection | None
    security_groups: Sequence[ISecurityGroup] | None
    ip_address_type: str | None


class MetricOptions(TypedDict, total=False):
    """``cloudwatch.MetricOptions``."""

    account: str
    color: str
    dimensions_map: Mapping[str, str]
    id: str
    label: str
    period: Duration
    region: str
    stack_account: str
    stack_region: str
    statistic: str
    unit: Unit
    visible: bool


class AlarmOptions(TypedDict, total=False):
    """``cloudwatch.CreateAlarmOptions``."""

    actions_enabled: bool
    alarm_description: str
    alarm_name: str
    comparison_operator: ComparisonOperator
    datapoints_to_alarm: float
    evaluate_low_sample_count_percentile: str
    evaluation_periods: float
    threshold: float
    treat_missing_data: TreatMissingData

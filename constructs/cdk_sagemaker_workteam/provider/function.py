"""The Lambda function itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from aws_cdk import BootstraplessSynthesizer, Stack
from aws_cdk.aws_lambda import CfnFunction, Function, LoggingFormat, Tracing

from .._contract import ALLOW_ADOPTION, HANDLER
from ..references import keep_strong
from .asset import AssetError, function_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk.aws_iam import IRole
    from aws_cdk.aws_logs import ILogGroup
    from constructs import Construct

    from .props import FunctionProps

_RETRIES: Final = 2
_MODES: Final[Mapping[Tracing, str]] = {Tracing.ACTIVE: "Active", Tracing.PASS_THROUGH: "PassThrough"}


def make_function(scope: Construct, props: FunctionProps, role: IRole, log_group: ILogGroup) -> Function:
    """Return the function, with nothing that the CDK would add permissions of its own for."""
    _require_assets(Stack.of(scope))
    function = Function(
        scope,
        "Function",
        description="Makes, changes and deletes SageMaker work teams for CloudFormation",
        code=function_code(),
        handler=HANDLER,
        runtime=props.runtime,
        architecture=props.architecture,
        memory_size=props.memory_size,
        timeout=props.timeout,
        role=role,
        log_group=log_group,
        logging_format=LoggingFormat.JSON,
        application_log_level_v2=props.log_level,
        retry_attempts=_RETRIES,
        max_event_age=props.service_timeout.minus(props.timeout),
        vpc=props.vpc,
        vpc_subnets=props.vpc_subnets,
        security_groups=props.security_groups,
        reserved_concurrent_executions=props.reserved_concurrent_executions,
        environment=None if props.allow_adoption else {ALLOW_ADOPTION: "false"},
        environment_encryption=props.environment_encryption,
    )
    _set_without_rights(cfn_function(function), props)
    keep_strong(function.function_arn)
    return function


def cfn_function(function: Function) -> CfnFunction:
    """Return the CloudFormation resource of a function."""
    return cast("CfnFunction", function.node.default_child)


def _require_assets(stack: Stack) -> None:
    """Raise `AssetError` for a stack that can't publish the function's code."""
    if isinstance(stack.synthesizer, BootstraplessSynthesizer):
        raise AssetError(
            f"the stack {stack.node.path!r} has a BootstraplessSynthesizer, which can't publish the function's code; "
            "give its teams a provider by `WorkteamProvider.from_service_token`: one of another app, or that of the "
            "plain template in examples/without_cdk, which needs no bootstrapped account"
        )


def _set_without_rights(resource: CfnFunction, props: FunctionProps) -> None:
    """Set dead-letter queue and tracing on the L1: the L2 would add its own policy for them."""
    if props.dead_letter_queue is not None:
        target = props.dead_letter_queue.queue_arn
        resource.dead_letter_config = CfnFunction.DeadLetterConfigProperty(target_arn=target)
    if props.tracing in _MODES:
        resource.tracing_config = CfnFunction.TracingConfigProperty(mode=_MODES[props.tracing])

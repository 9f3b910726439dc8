"""What the log tells in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Fn, aws_logs

if TYPE_CHECKING:
    from constructs import Construct

NAMESPACE: Final = "SageMakerWorkteams"

_ID: Final = "FailedOperations"
_LOGGER: Final = "workteam_provider"
_MESSAGE: Final = "failed"


def failed_operations(scope: Construct, log_group: aws_logs.ILogGroup, function_name: str) -> aws_logs.MetricFilter:
    """Return the filter that counts the failures in the function's log, made at its first use."""
    existing = scope.node.try_find_child(_ID)
    if isinstance(existing, aws_logs.MetricFilter):
        return existing
    return aws_logs.MetricFilter(
        scope,
        _ID,
        log_group=log_group,
        filter_pattern=aws_logs.FilterPattern.all(
            aws_logs.FilterPattern.string_value("$.logger", "=", _LOGGER),
            aws_logs.FilterPattern.string_value("$.message", "=", _MESSAGE),
        ),
        metric_namespace=NAMESPACE,
        metric_name=Fn.join("-", [_ID, function_name]),
        metric_value="1",
        default_value=0,
    )

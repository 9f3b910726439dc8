"""What the log tells in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Fn, aws_cloudwatch, aws_logs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def failures_and_errors(
    failed: aws_cloudwatch.IMetric, errors: aws_cloudwatch.IMetric
) -> aws_cloudwatch.MathExpression:
    """Return the sum of events answered with a failure and events not answered at all."""
    return aws_cloudwatch.MathExpression(
        expression="FILL(failed, 0) + FILL(errors, 0)",
        using_metrics={"failed": failed, "errors": errors},
        label="Failed operations and errors",
    )


def failure_alarm(
    scope: Construct,
    failures: aws_cloudwatch.MathExpression,
    actions: Sequence[aws_cloudwatch.IAlarmAction],
    options: Mapping[str, Any],
) -> aws_cloudwatch.Alarm:
    """Return an alarm that goes off at the first failure."""
    defaults = {
        "alarm_description": "A SageMaker work team could not be made, changed or deleted; the function's log says why",
        "threshold": 1,
        "evaluation_periods": 1,
        "treat_missing_data": aws_cloudwatch.TreatMissingData.NOT_BREACHING,
    }
    alarm = failures.create_alarm(scope, "FailureAlarm", **{**defaults, **options})
    if actions:
        alarm.add_alarm_action(*actions)
    return alarm

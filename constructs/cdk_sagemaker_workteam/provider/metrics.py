"""What the function's log and Lambda tell in numbers, and an alarm on failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

from aws_cdk import Fn
from aws_cdk.aws_cloudwatch import MathExpression, TreatMissingData
from aws_cdk.aws_lambda import ApplicationLogLevel
from aws_cdk.aws_logs import FilterPattern, MetricFilter
from constructs import Construct

from .._contract import FAILED_MESSAGE, LOGGER, METRIC_NAMESPACE, Problem
from ..validation import WorkteamValidationError

if TYPE_CHECKING:
    from aws_cdk.aws_cloudwatch import Alarm, IAlarmAction, Metric
    from aws_cdk.aws_lambda import Function
    from aws_cdk.aws_logs import ILogGroup

    from ..options import AlarmOptions, MetricOptions

_ID: Final = "FailedOperations"
_DESCRIPTION: Final = "A SageMaker work team could not be made, changed or deleted; the function's log says why"


class MeasuredFunction(Construct):
    """A construct whose function and log are measured."""

    function: Function
    log_group: ILogGroup
    _log_level: ApplicationLogLevel

    def metric_errors(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return the number of invocations that failed: a malformed event, or a response that was not delivered.

        A failed operation is not an error, since CloudFormation got its response; see `metric_failed_operations`.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the sum over 5 minutes.
        """
        return self.function.metric_errors(**options)

    def metric_duration(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return the duration of invocations, in milliseconds.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the average over 5 minutes.
        """
        return self.function.metric_duration(**options)

    def metric_failed_operations(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return the number of FAILED responses, counted in the log.

        The first use adds a metric filter to the stack.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the sum over 5 minutes.

        Raises
        ------
        WorkteamValidationError
            If ``log_level`` keeps failures out of the log.
        """
        if self._log_level == ApplicationLogLevel.FATAL:
            problem = Problem(("log_level",), "ERROR or lower, for failures to be counted in the log", "FATAL")
            raise WorkteamValidationError(self.node.path, [problem], what="work team provider")
        defaults: MetricOptions = {"statistic": "Sum"}
        return self._failed_operations().metric(**(defaults | options))

    def create_failure_alarm(self, *actions: IAlarmAction, **options: Unpack[AlarmOptions]) -> Alarm:
        """Return an alarm for teams that could not be created, changed or deleted.

        It also goes off when the response did not reach CloudFormation: it watches the sum of
        `metric_failed_operations` and `metric_errors`. Missing data is not a failure.

        Parameters
        ----------
        *actions
            What the alarm does, such as ``cloudwatch_actions.SnsAction(topic)``. Default: nothing.
        **options
            Those of ``cloudwatch.CreateAlarmOptions``. Default: one failure within 5 minutes.

        Raises
        ------
        WorkteamValidationError
            If ``log_level`` keeps failures out of the log.
        """
        failures = MathExpression(
            expression="FILL(failed, 0) + FILL(errors, 0)",
            using_metrics={"failed": self.metric_failed_operations(), "errors": self.metric_errors()},
            label="Failed operations and errors",
        )
        defaults: AlarmOptions = {
            "alarm_description": _DESCRIPTION,
            "threshold": 1,
            "evaluation_periods": 1,
            "treat_missing_data": TreatMissingData.NOT_BREACHING,
        }
        alarm = failures.create_alarm(self, "FailureAlarm", **(defaults | options))
        if actions:
            alarm.add_alarm_action(*actions)
        return alarm

    def _failed_operations(self) -> MetricFilter:
        """Return the filter that counts failures in the log, made at its first use."""
        existing = self.node.try_find_child(_ID)
        if isinstance(existing, MetricFilter):
            return existing
        return MetricFilter(
            self,
            _ID,
            log_group=self.log_group,
            filter_pattern=FilterPattern.all(
                FilterPattern.string_value("$.logger", "=", LOGGER),
                FilterPattern.string_value("$.message", "=", FAILED_MESSAGE),
            ),
            metric_namespace=METRIC_NAMESPACE,
            metric_name=Fn.join("-", [_ID, self.function.function_name]),
            metric_value="1",
            default_value=0,
        )

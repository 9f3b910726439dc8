"""A watch: a schedule whose input is the properties of one resource, and an alarm on its findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Unpack

from aws_cdk import Stack, Token
from aws_cdk.aws_cloudwatch import Metric, TreatMissingData
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_scheduler import CfnSchedule
from aws_cdk.aws_sns import Topic as SnsTopic
from constructs import Construct

from .._contract import DRIFT_METRIC, HEAL, METRIC_NAMESPACE, RESOURCE_DIMENSION, SCHEDULE, TICK, TICK_VERSION, Problem
from ..validation import WorkteamValidationError
from .options import WatchProps
from .schedules import Schedules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import CfnResource, CustomResource, IResolvable
    from aws_cdk.aws_cloudwatch import Alarm, IAlarmAction

    from ..options import AlarmOptions, MetricOptions
    from ..provider.interface import IWorkteamProvider

LARGEST_INPUT: Final = 256 * 1024
"""Bytes that EventBridge Scheduler passes to a target at most."""

_WATCH, _ALARM = "Watch", "DriftAlarm"
_FLEXIBLE_MINUTES: Final = 15
_OWN_ARN: Final = "<aws.scheduler.schedule-arn>"  # replaced by EventBridge Scheduler
_DESCRIPTION: Final = "differs from its template; the log of its provider's function says in what"


class Watch(Construct):
    """A schedule on which the provider's function compares a resource with its template.

    Created by the ``watch`` method of a team or workforce.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        resource: CustomResource,
        resource_type: str,
        properties: Mapping[str, object] | IResolvable,
        provider: IWorkteamProvider,
        props: WatchProps,
    ) -> None:
        """Create the schedule, and an alarm if there is a topic to notify.

        Parameters
        ----------
        resource
            The custom resource that is watched.
        resource_type
            The type of the resource.
        properties
            The properties of the resource in the template.
        provider
            The provider whose function checks it.
        props
            The schedule, the topic to notify, and whether to heal.
        """
        super().__init__(scope, id)
        stack = Stack.of(resource)
        main: Any = resource.node.default_child
        self._resource: Final[CfnResource] = main
        self._watched: Final = scope.node.path
        tick = {
            TICK: TICK_VERSION,
            "ResourceType": resource_type,
            "StackId": stack.stack_id,
            "LogicalResourceId": self._resource.logical_id,
            "PhysicalResourceId": resource.ref,
            HEAL: "true" if props.heal else "false",
            SCHEDULE: _OWN_ARN,
            "ResourceProperties": properties,
        }
        schedules = Schedules.of(self)
        self.schedule: Final = CfnSchedule(
            self,
            "Schedule",
            description=f"Looks for changes by hand of {self._watched}"[:512],
            group_name=schedules.group.ref,
            schedule_expression=props.expression,
            schedule_expression_timezone=props.time_zone,
            flexible_time_window=CfnSchedule.FlexibleTimeWindowProperty(
                mode="FLEXIBLE", maximum_window_in_minutes=_FLEXIBLE_MINUTES
            ),
            target=CfnSchedule.TargetProperty(
                arn=provider.service_token,
                role_arn=schedules.role(provider).role_arn,
                input=stack.to_json_string(tick),
                # the next check is the retry
                retry_policy=CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=3600, maximum_retry_attempts=0
                ),
            ),
        )
        """The CloudFormation resource of the schedule."""
        self.node.default_child = self.schedule
        self.schedule.node.add_dependency(*provider.allow_watching(self, schedules.arns))
        self._require_room(stack, tick)
        self._tell(props)

    def metric_drift(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return the number of differences at a check.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the maximum over 5 minutes.
        """
        return drift_metric(self._resource, **options)

    def create_drift_alarm(self, *actions: IAlarmAction, **options: Unpack[AlarmOptions]) -> Alarm:
        """Create an alarm that goes off when the resource differs, and returns to OK when a check finds no difference.

        It keeps its state between checks, so its actions run when the state changes and not at every check. A watch can
        have one such alarm, which ``notify`` creates too.

        Parameters
        ----------
        *actions
            Actions of the alarm when it goes off and when it returns to OK. Default: none.
        **options
            Those of ``cloudwatch.CreateAlarmOptions``. Default: at least one difference.

        Raises
        ------
        WorkteamValidationError
            For a second alarm.
        """
        defaults: AlarmOptions = {
            "alarm_description": f"{self._watched} {_DESCRIPTION}",
            "threshold": 1,
            "evaluation_periods": 1,
            "treat_missing_data": TreatMissingData.IGNORE,
        }
        if self.node.try_find_child(_ALARM) is not None:
            problem = Problem(("create_drift_alarm",), "one alarm for each watch", "a second; `notify` makes the first")
            raise WorkteamValidationError(self.node.path, [problem], what="watch")
        alarm = self.metric_drift().create_alarm(self, _ALARM, **(defaults | options))
        if actions:
            alarm.add_alarm_action(*actions)
            alarm.add_ok_action(*actions)
        return alarm

    def _tell(self, props: WatchProps) -> None:
        """Create an alarm that notifies the topic, and allow CloudWatch to publish to it."""
        topic = props.topic
        if topic is None:
            return
        target = topic.construct or SnsTopic.from_topic_arn(self, "Notified", topic.arn)
        alarm = self.create_drift_alarm(SnsAction(target))
        alarm.node.add_dependency(*topic.allow_publishing(self))

    def _require_room(self, stack: Stack, tick: Mapping[str, object]) -> None:
        """Refuse an input that is known to exceed the limit."""
        size = len(json.dumps(stack.resolve(tick)).encode())
        if size > LARGEST_INPUT:
            problem = Problem(("watch",), f"properties of at most {LARGEST_INPUT} bytes", f"{size} bytes")
            raise WorkteamValidationError(self.node.path, [problem], what="watch")


def make_watch(
    scope: Construct,
    given: Mapping[str, Any],
    what: str,
    *,
    resource: CustomResource,
    resource_type: str,
    properties: Mapping[str, object] | IResolvable,
    provider: IWorkteamProvider,
) -> Watch:
    """Return the watch of a construct, from the arguments of its ``watch`` method.

    Raises
    ------
    WorkteamValidationError
        For options with which the watch wouldn't work.
    """
    props = WatchProps.of(given)
    found = list(props.problems())
    if scope.node.try_find_child(_WATCH) is not None:
        found.append(Problem(("watch",), f"one watch for each {what}", "a second"))
    if found:
        raise WorkteamValidationError(scope.node.path, found, what=f"watch of the {what}")
    return Watch(
        scope,
        _WATCH,
        resource=resource,
        resource_type=resource_type,
        properties=properties,
        provider=provider,
        props=props,
    )


def drift_metric(resource: CfnResource, **options: Unpack[MetricOptions]) -> Metric:
    """Return the metric that a resource's watch writes."""
    name = f"{Stack.of(resource).stack_name}/{Token.as_string(resource.logical_id)}"
    defaults: MetricOptions = {"statistic": "Maximum", "dimensions_map": {RESOURCE_DIMENSION: name}}
    return Metric(namespace=METRIC_NAMESPACE, metric_name=DRIFT_METRIC, **(defaults | options))

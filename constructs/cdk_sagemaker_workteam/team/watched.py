"""Looking at a team by a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, cast

from .._contract import RESOURCE_TYPE
from .imported import ExistingWorkteams

if TYPE_CHECKING:
    from aws_cdk import CfnResource, CustomResource
    from aws_cdk.aws_cloudwatch import Metric
    from aws_cdk.aws_scheduler import ScheduleExpression

    from ..options import MetricOptions
    from ..provider.interface import IWorkteamProvider
    from ..watch.watch import Watch
    from .notifications import TopicLike


class WatchedWorkteam(ExistingWorkteams):
    """A team that this app makes, and may therefore watch."""

    _resource: CustomResource
    _properties: dict[str, Any]
    _provider: IWorkteamProvider

    def watch(
        self,
        *,
        schedule: ScheduleExpression | None = None,
        notify: TopicLike | None = None,
        heal: bool = False,
    ) -> Watch:
        """Have the provider's function look, by a schedule, whether the team is what the template says.

        What somebody changed by hand is logged and counted (`metric_drift`): whether the team is there and proved to
        be this resource's, its members, description, topic, worker access and tags. A tag that the template doesn't
        have is nobody's drift. While the stack is being changed nothing is said or done.

        It knows what was given to the constructor and to ``Tags``, not what an override of the resource
        (``add_property_override``) puts in its place, and would heal that away. A parameter whose value holds a quote
        or a backslash makes no JSON in the schedule's input, and fails when deployed.

        Parameters
        ----------
        schedule
            How often, ``ScheduleExpression.rate`` or ``.cron`` of ``aws_cdk.aws_scheduler``; a tick comes up to 15
            minutes late. Default: every 6 hours.
        notify
            SNS topic, or its ARN, to which an alarm tells that something differs, and that it no longer does. Default:
            no alarm.
        heal
            Whether what differs is changed back, if the team is proved to be this resource's. A team is never created,
            deleted or adopted. Default: False.

        Returns
        -------
        Watch
            With its ``schedule``, `metric_drift` and `create_drift_alarm`.

        Raises
        ------
        WorkteamValidationError
            For a schedule that ticks once, and for properties that fill more than the 256 KB of a schedule's input.
        """
        # the modules of a watch are loaded where one is wanted
        from ..watch.watch import make_watch

        return make_watch(
            self,
            {"schedule": schedule, "notify": notify, "heal": heal},
            "work team",
            resource=self._resource,
            resource_type=RESOURCE_TYPE,
            properties=self._properties,
            provider=self._provider,
        )

    def metric_drift(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return how many properties a tick of `watch` found to differ; no data where the team is not watched.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the maximum over 5 minutes.
        """
        from ..watch.watch import drift_metric

        return drift_metric(cast("CfnResource", self._resource.node.default_child), **options)

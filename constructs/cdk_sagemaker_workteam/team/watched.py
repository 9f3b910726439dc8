"""Checking a team on a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, cast

from aws_cdk import Lazy

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
    """A team that this app defines, and can therefore watch."""

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
        """Check on a schedule whether the team was changed outside CloudFormation.

        The provider's function compares the team with the template: whether it exists and is proved to be this
        resource's, its members, description, topic, worker access and tags. Differences are logged and counted
        (`metric_drift`). Tags that the template doesn't have are ignored, and nothing is checked during a deployment.

        A CloudFormation parameter whose value contains a quote or a backslash breaks the JSON of the schedule's input,
        and the deployment fails. If the groups of an OIDC member are a parameter, the CDK adds a Lambda function of its
        own to the stack, which writes the list as JSON.

        Parameters
        ----------
        schedule
            How often: ``ScheduleExpression.rate`` or ``.cron`` of ``aws_cdk.aws_scheduler``. A check may start up to
            15 minutes late. Default: every 6 hours.
        notify
            SNS topic, or its ARN, that an alarm notifies when the team differs from the template, and when it no longer
            does. Default: no alarm.
        heal
            Whether to revert the differences, if the team is proved to be this resource's. No team is created, deleted
            or adopted. Default: False.

        Returns
        -------
        Watch
            The schedule, with `metric_drift` and `create_drift_alarm`.

        Raises
        ------
        WorkteamValidationError
            For a second watch, a schedule that runs only once, a topic that CloudWatch can't publish to, and properties
            that exceed the 256 KB of a schedule's input.
        """
        # the modules of a watch are loaded where one is wanted
        from ..watch.watch import make_watch
        from .wanted import WantedProperties

        resource = cast("CfnResource", self._resource.node.default_child)
        return make_watch(
            self,
            {"schedule": schedule, "notify": notify, "heal": heal},
            "work team",
            resource=self._resource,
            resource_type=RESOURCE_TYPE,
            properties=Lazy.uncached_any(WantedProperties(resource, self._properties)),
            provider=self._provider,
        )

    def metric_drift(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return the number of properties that differed at a check by `watch`; no data for a team that isn't watched.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the maximum over 5 minutes.
        """
        from ..watch.watch import drift_metric

        return drift_metric(cast("CfnResource", self._resource.node.default_child), **options)

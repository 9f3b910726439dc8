"""Checking a workforce on a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack, cast

from .people import CognitoWorkforce

if TYPE_CHECKING:
    from aws_cdk import CfnResource
    from aws_cdk.aws_cloudwatch import Metric
    from aws_cdk.aws_scheduler import ScheduleExpression

    from ..options import MetricOptions
    from ..provider.interface import IWorkteamProvider
    from ..team.notifications import TopicLike
    from ..watch.watch import Watch
    from .props import CognitoProps
    from .sign_in import SignIn


class WatchedWorkforce(CognitoWorkforce):
    """A workforce whose sign-in this app maintains, and can therefore watch."""

    _props: CognitoProps
    _provider: IWorkteamProvider
    _sign_in: SignIn

    def watch(
        self,
        *,
        schedule: ScheduleExpression | None = None,
        notify: TopicLike | None = None,
        heal: bool = False,
    ) -> Watch:
        """Check on a schedule whether workers can still sign in as the template says.

        The provider's function checks that the workforce exists, is active and still has its user pool, its portal and
        ``allowed_cidrs``, and that the app client has the portal's URLs and the OAuth settings that sign-in needs; it
        doesn't check ``vpc`` and ``ip_address_type``. Differences are logged and counted (`metric_drift`). Nothing is
        checked during a deployment.

        Parameters
        ----------
        schedule
            How often: ``ScheduleExpression.rate`` or ``.cron`` of ``aws_cdk.aws_scheduler``. A check may start up to
            15 minutes late. Default: every 6 hours.
        notify
            SNS topic, or its ARN, that an alarm notifies when something differs from the template, and when it no
            longer does. Default: no alarm.
        heal
            Whether to restore URLs and OAuth settings that are missing in the app client. Nothing else is changed.
            Default: False.

        Returns
        -------
        Watch
            The schedule, with `metric_drift` and `create_drift_alarm`.

        Raises
        ------
        WorkteamValidationError
            For a second watch, a schedule that runs only once, and a topic that CloudWatch can't publish to.
        """
        # the modules of a watch are loaded where one is wanted
        from .._contract import NETWORKS, SIGN_IN_TYPE
        from ..watch.watch import make_watch

        cidrs = self._props.allowed_cidrs
        return make_watch(
            self,
            {"schedule": schedule, "notify": notify, "heal": heal},
            "private workforce",
            resource=self._sign_in.resource,
            resource_type=SIGN_IN_TYPE,
            # the digest is not checked, and values in it may break the JSON of the schedule's input
            properties={
                **self._sign_in.properties,
                "ClientDigest": "watched",
                **({} if cidrs is None else {NETWORKS: list(cidrs)}),
            },
            provider=self._provider,
        )

    def metric_drift(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return the number of differences at a check by `watch`; no data for a workforce that isn't watched.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the maximum over 5 minutes.
        """
        from ..watch.watch import drift_metric

        return drift_metric(cast("CfnResource", self._sign_in.resource.node.default_child), **options)

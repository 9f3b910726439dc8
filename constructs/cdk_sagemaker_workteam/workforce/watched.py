"""Looking at a workforce by a schedule."""

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
    """A workforce whose sign-in this app keeps, and which it may therefore watch."""

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
        """Have the provider's function look, by a schedule, whether workers can get in as the template says.

        It looks at the workforce's status and allowed networks, and at the portal's addresses in the app client.

        Parameters
        ----------
        schedule
            How often, ``ScheduleExpression.rate`` or ``.cron`` of ``aws_cdk.aws_scheduler``; a tick comes up to 15
            minutes late. Default: every 6 hours.
        notify
            SNS topic, or its ARN, to which an alarm tells that something differs, and that it no longer does. Default:
            no alarm.
        heal
            Whether addresses that are missing are put back. Nothing else is changed. Default: False.

        Raises
        ------
        WorkteamValidationError
            For a schedule that ticks once.
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
            # a digest is nothing to look for, and the values in it may be no JSON
            properties={
                **self._sign_in.properties,
                "ClientDigest": "watched",
                **({} if cidrs is None else {NETWORKS: list(cidrs)}),
            },
            provider=self._provider,
        )

    def metric_drift(self, **options: Unpack[MetricOptions]) -> Metric:
        """Return how many things a tick of `watch` found to differ; no data where the workforce is not watched.

        Parameters
        ----------
        **options
            Those of ``cloudwatch.MetricOptions``. Default: the maximum over 5 minutes.
        """
        from ..watch.watch import drift_metric

        return drift_metric(cast("CfnResource", self._sign_in.resource.node.default_child), **options)

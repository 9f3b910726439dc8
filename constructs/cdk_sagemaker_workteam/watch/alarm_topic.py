"""The topic that an alarm notifies, and CloudWatch's permission to publish to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import ArnFormat

from ..team.notifications import Topic

if TYPE_CHECKING:
    from aws_cdk import Stack


class AlarmTopic(Topic):
    """A topic that CloudWatch publishes to, for alarms in the topic's account and Region."""

    prop = "notify"
    publisher = "CloudWatch"
    principal = "cloudwatch.amazonaws.com"
    statement_id = "CloudWatchAlarms"
    warning = "alarmTopic"
    takes_fifo = True

    @staticmethod
    def sources(stack: Stack) -> str:
        """Return an ARN pattern that matches the alarms."""
        return stack.format_arn(
            service="cloudwatch", resource="alarm", resource_name="*", arn_format=ArnFormat.COLON_RESOURCE_NAME
        )

"""The options of a watch, and their checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .._contract import Problem, received
from ..props import Props
from ..validation import is_unresolved
from .alarm_topic import AlarmTopic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_scheduler import ScheduleExpression

    from ..team.notifications import TopicLike


@dataclass(frozen=True, kw_only=True)
class WatchProps(Props):
    """How often to check, which topic to notify, and whether to heal."""

    schedule: ScheduleExpression | None = None
    notify: TopicLike | None = None
    heal: bool = False

    @property
    def topic(self) -> AlarmTopic | None:
        """The topic to notify."""
        return None if self.notify is None else AlarmTopic(self.notify)

    @property
    def expression(self) -> str:
        """``rate(…)``, ``cron(…)`` or ``at(…)``."""
        return "rate(6 hours)" if self.schedule is None else self.schedule.expression_string

    @property
    def time_zone(self) -> str | None:
        """The time zone of a ``cron`` expression, by its IANA name."""
        zone = None if self.schedule is None else self.schedule.time_zone
        return None if zone is None else zone.timezone_name

    def problems(self) -> Iterator[Problem]:
        """Yield options with which the watch wouldn't work."""
        schedule: Any = self.schedule
        if schedule is not None and not hasattr(schedule, "expression_string"):
            yield Problem(("schedule",), "a ScheduleExpression of aws_cdk.aws_scheduler", received(schedule))
        elif not is_unresolved(self.expression) and self.expression.startswith("at("):
            yield Problem(("schedule",), "a rate or cron expression, since a watch checks repeatedly", self.expression)
        if not isinstance(self.heal, bool):
            yield Problem(("heal",), "True or False", received(self.heal))
        if self.topic is not None:
            yield from self.topic.problems()

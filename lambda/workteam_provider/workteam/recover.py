"""Recover: where CreateWorkteam failed, find out what that means, and go on with the team that an earlier try made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workteam_provider.protocol.errors import ResourceError, ServiceError
from workteam_provider.protocol.retry import READS_LAG_SECONDS, until
from workteam_provider.workteam.converge import take_over
from workteam_provider.workteam.errors import NameTakenError
from workteam_provider.workteam.service_errors import is_name_taken
from workteam_provider.workteam.workteams import VISIBLE_SECONDS

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.workteam.properties import Properties
    from workteam_provider.workteam.workteams import Workteam, Workteams


def recover(
    attempt: Attempt,
    teams: Workteams,
    name: str,
    wanted: Properties,
    old: Properties | None,
    error: ServiceError,
) -> Workteam:
    """Take over the team of that name if it is ours, or raise the error.

    What the error says holds for this event alone: an earlier delivery of it may have made the team. So
    DescribeWorkteam decides.
    """
    team = _left_by_an_earlier_try(attempt, teams, name, error)
    if team is None:
        raise error
    try:
        return take_over(attempt, teams, team, wanted, old)
    except NameTakenError:
        if error.refused:
            attempt.made_nothing()
        raise


def _left_by_an_earlier_try(attempt: Attempt, teams: Workteams, name: str, error: ServiceError) -> Workteam | None:
    taken = is_name_taken(error)
    try:
        team = until(
            lambda: teams.find(name),
            within=VISIBLE_SECONDS if taken else READS_LAG_SECONDS,
            deadline=attempt.deadline,
        )
    except ResourceError:
        raise error from None
    if team is None and error.refused and not taken:
        attempt.made_nothing()
    return team

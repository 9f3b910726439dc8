"""Delete: the team that the physical id names, or the one that an unanswered request made."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from workteam_provider.contract import OWNER_TAGS
from workteam_provider.protocol.errors import ResourceError, ServiceError
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.retry import READS_LAG_SECONDS, until
from workteam_provider.protocol.service import is_denied
from workteam_provider.workteam.claim import derived_name, request_mark
from workteam_provider.workteam.converge import require_ours
from workteam_provider.workteam.errors import NameTakenError, StillInUseError, TeamVanishedError, UnprovedError
from workteam_provider.workteam.old_properties import names_of
from workteam_provider.workteam.ownership import missing_tags, settled_standing
from workteam_provider.workteam.physical_id import InDoubt, Invented, TeamArn, is_possible_name, parse
from workteam_provider.workteam.workteams import Workteams

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.workteam.workteams import Workteam

IN_FLIGHT_SECONDS: Final = 90.0
"""How long a Create whose stack gave up on it may still be running."""

_LISTING_JOBS_SECONDS: Final = 10.0
"""What is kept of a Delete's time for finding out which jobs use the team."""


def delete(attempt: Attempt) -> None:
    """Handle a Delete."""
    teams = Workteams(attempt)
    match parse(attempt):
        case TeamArn() as arn:
            _delete_named(attempt, teams, arn)
        case InDoubt(request_id=request_id):
            _delete_unanswered(attempt, teams, request_mark(request_id))
        case Invented():
            _delete_unanswered(attempt, teams, None)
        case _:
            log_event("nothing to delete: the physical id is not that of a team of this resource")
    attempt.succeeded(attempt.physical_id, {})


def find_unanswered(attempt: Attempt, teams: Workteams, name: str, seconds: float) -> Workteam | None:
    """Look for a team that another invocation may be making, until it is there or the seconds are over."""
    return until(
        lambda: teams.find(name),
        within=min(seconds, _time_for_calls(attempt)),
        deadline=attempt.deadline,
    )


def undo(attempt: Attempt, teams: Workteams, team: Workteam, mark: str | None = None) -> None:
    """Undo what an unanswered request did to a team: delete what it made, release what it adopted.

    Where ``mark`` tells which request that was, what another one made is left alone.
    """
    seen = settled_standing(attempt, teams, team)
    if seen is None or not seen.ours:
        log_event("left alone: the team is gone or not this resource's", workteamArn=team.arn)
    elif mark is not None and seen.request not in (None, mark):
        log_event("left alone: another request made the team", workteamArn=team.arn)
    elif seen.adopted:
        keys = [key for key in OWNER_TAGS if key in seen.tags]
        # not ours any more: an earlier try had effect
        with contextlib.suppress(TeamVanishedError, NameTakenError, UnprovedError):
            teams.remove_tags(team.arn, keys, lambda: require_ours(attempt, teams, team, "released"))
        log_event("released the adopted team", workteamArn=team.arn)
    else:
        _delete(attempt, teams, team)


def _delete_named(attempt: Attempt, teams: Workteams, arn: TeamArn) -> None:
    team = until(lambda: teams.find(arn.name), within=READS_LAG_SECONDS, deadline=attempt.deadline)
    seen = settled_standing(attempt, teams, team) if team is not None and team.arn == str(arn) else None
    if team is None or seen is None:
        log_event("nothing to delete: there is no such team", workteamName=arn.name)
    elif seen.other:
        log_event("nothing to delete: the team of that name is another resource's", workteamName=arn.name)
    elif not seen.ours:
        raise UnprovedError(team.arn, missing_tags(attempt.owner, team.name, seen.tags), "deleted")
    else:
        _delete(attempt, teams, team)


def _delete_unanswered(attempt: Attempt, teams: Workteams, mark: str | None) -> None:
    name, workforce = names_of(attempt.event.properties)
    name = name or derived_name(attempt.owner, workforce)
    team = find_unanswered(attempt, teams, name, IN_FLIGHT_SECONDS) if is_possible_name(name) else None
    if team is None:
        log_event("nothing to delete: the unanswered request left no team")
    else:
        undo(attempt, teams, team, mark)


def _delete(attempt: Attempt, teams: Workteams, team: Workteam) -> None:
    """Delete a team that is proved to be ours.

    Whatever it is refused for, the team is gone where DescribeWorkteam says so, and otherwise in use: jobs end.
    """
    time_for_calls = _time_for_calls(attempt)

    try:
        teams.delete(
            team.name,
            patience=lambda error: time_for_calls if error.refused else 0.0,
            before_again=lambda: require_ours(attempt, teams, team, "deleted"),
        )
    except (TeamVanishedError, NameTakenError):
        log_event("deleted the team, though that was not the first answer", workteamArn=team.arn)
        return
    except ServiceError as error:
        if error.operation == "DeleteWorkteam" and not (error.broken or is_denied(error) or error.throttled):
            raise StillInUseError(team.arn, _users(teams, team), str(error)) from error
        raise
    log_event("deleted the team", workteamArn=team.arn)


def _users(teams: Workteams, team: Workteam) -> list[str] | None:
    try:
        return teams.labeling_jobs(team.arn)
    except ResourceError:
        return None


def _time_for_calls(attempt: Attempt) -> float:
    return max(0.0, attempt.deadline.remaining - _LISTING_JOBS_SECONDS)

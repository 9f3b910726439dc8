"""Update: in place, or under a new name, whose ARN tells CloudFormation to replace."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from workteam_provider.protocol.errors import InvalidEventError, ResourceError
from workteam_provider.protocol.log import log_event
from workteam_provider.workteam.attributes import attributes
from workteam_provider.workteam.claim import derived_name
from workteam_provider.workteam.converge import converge
from workteam_provider.workteam.create import create, make
from workteam_provider.workteam.delete import find_unanswered, undo
from workteam_provider.workteam.old_properties import names_of, parse_old_properties
from workteam_provider.workteam.ownership import standing
from workteam_provider.workteam.physical_id import TeamArn, is_possible_name, parse
from workteam_provider.workteam.properties import parse_properties
from workteam_provider.workteam.workteams import Workteams

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.workteam.properties import Properties
    from workteam_provider.workteam.workteams import Workteam

LOST_RENAME_SECONDS = 30.0
"""How long a rename that a rollback follows may still be running; most that failed made nothing."""


def update(attempt: Attempt) -> None:
    """Handle an Update.

    Raises
    ------
    InvalidEventError
        The event names no physical id.
    """
    if attempt.event.physical_resource_id is None:
        raise InvalidEventError("`PhysicalResourceId`: expected the id of a team, received nothing; nothing was done")
    current = parse(attempt)
    if not isinstance(current, TeamArn):
        create(attempt)  # the one that failed before, and was not rolled back
        return
    wanted = parse_properties(attempt.event.properties)
    old = parse_old_properties(attempt.event.old_properties)
    team = _update(attempt, Workteams(attempt), current.name, wanted, old)
    attempt.succeeded(team.arn, attributes(team))


def _update(attempt: Attempt, teams: Workteams, current: str, wanted: Properties, old: Properties | None) -> Workteam:
    there = teams.find(current) if wanted.name in (None, current) else None
    name = wanted.name or _name_of_unnamed(attempt, teams, current, there, wanted)
    known = (current, name)
    try:
        team = _replace_or_converge(attempt, teams, current, there, name, wanted, old)
    except ResourceError:
        # no later event tells of what was lost
        with contextlib.suppress(ResourceError):
            _undo_lost_replacement(attempt, teams, current, there, known)
        raise
    _undo_lost_replacement(attempt, teams, current, there, known)
    return team


def _replace_or_converge(
    attempt: Attempt,
    teams: Workteams,
    current: str,
    there: Workteam | None,
    name: str,
    wanted: Properties,
    old: Properties | None,
) -> Workteam:
    if name != current:
        log_event("replacing the team by one of another name", workteamName=name)
        same = name.casefold() == current.casefold()  # where names that differ by case name one team
        return make(attempt, teams, name, wanted, old if same else None)
    if there is None:
        log_event("the team was deleted outside CloudFormation; creating it again", workteamName=name)
        return make(attempt, teams, name, wanted, old)
    return converge(attempt, teams, there, wanted, old)


def _name_of_unnamed(
    attempt: Attempt, teams: Workteams, current: str, there: Workteam | None, wanted: Properties
) -> str:
    """Return the name of a team whose properties give none.

    It stays where the team was unnamed and is in the wanted workforce already. Otherwise a name is derived, unless a
    team of ours has one of those that may have been derived: the one that is rolled back to.
    """
    _, old_workforce = names_of(attempt.event.old_properties)
    derived = derived_name(attempt.owner, wanted.workforce_name)
    if derived == current:
        return derived
    here = there.workforce_name if there is not None else old_workforce
    unnamed = (derived, derived_name(attempt.owner, None), derived_name(attempt.owner, here))
    for name in dict.fromkeys(unnamed):
        team = teams.find(name) if name != current else None
        if team is not None and wanted.workforce_name in (None, team.workforce_name):
            seen = standing(attempt, teams, team)
            if seen is not None and seen.ours:
                return name
    stays = wanted.workforce_name in (None, here) and current in unnamed
    return current if stays else derived


def _undo_lost_replacement(
    attempt: Attempt, teams: Workteams, current: str, there: Workteam | None, known: tuple[str, ...]
) -> None:
    """Delete the team of a replacement whose response was lost.

    CloudFormation never learned that team's ARN and sends no Delete for it. What tells of it is that the properties it
    rolls back from name another team than the physical id does.
    """
    name, workforce = names_of(attempt.event.old_properties)
    lost = name or derived_name(attempt.owner, workforce)
    if lost in known or not is_possible_name(lost):
        return
    expected = name is not None or not _was_unnamed(attempt, teams, current, there, workforce)
    team = find_unanswered(attempt, teams, lost, LOST_RENAME_SECONDS if expected else 0.0)
    if team is not None and team.name not in known:
        log_event("checking for a team left by a replacement whose response was lost", workteamName=lost)
        undo(attempt, teams, team)


def _was_unnamed(
    attempt: Attempt, teams: Workteams, current: str, there: Workteam | None, workforce: str | None
) -> bool:
    """Whether the current team is the one of unnamed properties, though its derived name is that of others."""
    there = there or teams.find(current)
    if there is None or workforce not in (None, there.workforce_name):
        return False
    return current in (derived_name(attempt.owner, None), derived_name(attempt.owner, there.workforce_name))

"""Create: make the team, or recognise the one that an earlier delivery of the event made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.retry import until
from workteam_provider.workteam.attributes import attributes
from workteam_provider.workteam.claim import claim, derived_name
from workteam_provider.workteam.properties import parse_properties
from workteam_provider.workteam.workteams import VISIBLE_SECONDS, Workteams

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.workteam.properties import Properties
    from workteam_provider.workteam.workteams import Workteam


def create(attempt: Attempt) -> None:
    """Handle a Create."""
    wanted = parse_properties(attempt.event.properties)
    name = wanted.name or derived_name(attempt.owner, wanted.workforce_name)
    team = make(attempt, Workteams(attempt), name, wanted)
    attempt.succeeded(team.arn, attributes(team))


def make(attempt: Attempt, teams: Workteams, name: str, wanted: Properties, old: Properties | None = None) -> Workteam:
    """Make a team of that name, or take over the one that is there if it is ours.

    Raises
    ------
    TeamVanishedError
        CreateWorkteam succeeded, but the team is not shown.
    """
    attempt.require_own_environment()
    attempt.may_have_made()
    try:
        teams.create(name, wanted, claim(attempt.owner, name))
    except ServiceError as error:
        from workteam_provider.workteam.recover import recover  # compiled only where it is needed

        return recover(attempt, teams, name, wanted, old, error)
    log_event("created the team", workteamName=name)
    made = until(lambda: teams.find(name), within=VISIBLE_SECONDS, deadline=attempt.deadline)
    if made is None:
        from workteam_provider.workteam.errors import TeamVanishedError

        raise TeamVanishedError(name)
    return made

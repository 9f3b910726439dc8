"""The watch of a work team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workteam_provider.watch.groups import missing_groups
from workteam_provider.workteam.changes import differing, tag_changes
from workteam_provider.workteam.converge import converge
from workteam_provider.workteam.ownership import standing
from workteam_provider.workteam.physical_id import TeamArn, parse
from workteam_provider.workteam.properties import parse_properties
from workteam_provider.workteam.workteams import Workteams

if TYPE_CHECKING:
    from workteam_provider.protocol.attempt import Attempt

GONE: Final = "Workteam"
UNPROVED: Final = "OwnershipTags"
NO_GROUP: Final = "UserGroup"


class WatchedTeam:
    """The team of a resource, compared with the template.

    Raises
    ------
    InvalidPropertiesError
        The properties are invalid for CreateWorkteam.
    """

    def __init__(self, attempt: Attempt) -> None:
        self._attempt: Final = attempt
        self._teams: Final = Workteams(attempt)
        # healing must never adopt a team
        self._wanted: Final = parse_properties(attempt.event.properties)._replace(adopt_existing=False)

    def drifted(self) -> list[str]:
        """Read once and name what differs from the template."""
        arn = parse(self._attempt)
        team = self._teams.find(arn.name) if isinstance(arn, TeamArn) else None
        seen = None if team is None else standing(self._attempt, self._teams, team)
        if team is None or seen is None or team.arn != self._attempt.event.physical_resource_id:
            return [GONE]
        wanted = self._wanted
        names = [] if seen.ours else [UNPROVED]
        if wanted.workforce_name not in (None, team.workforce_name):
            names.append("WorkforceName")
        names += differing(wanted.settings, team.settings)
        if tag_changes(wanted, seen.tags).add:
            names.append("Tags")
        return [*names, NO_GROUP] if missing_groups(self._attempt, wanted.request["MemberDefinitions"]) else names

    def heal(self, within: Attempt) -> None:
        """Make the team match the template, as an Update does, which first proves that it is ours.

        Raises
        ------
        ResourceError
            As an Update.
        """
        arn, teams = parse(within), Workteams(within)
        team = teams.find(arn.name) if isinstance(arn, TeamArn) else None
        if team is not None and team.arn == str(arn):
            converge(within, teams, team, self._wanted, None)

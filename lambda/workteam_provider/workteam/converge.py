"""Converge: make a team that exists what is wanted, once it is proved to be ours."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from workteam_provider.contract import ALLOW_ADOPTION
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.retry import until
from workteam_provider.workteam.changes import not_removed, setting_changes, tag_changes
from workteam_provider.workteam.claim import claim, request_mark
from workteam_provider.workteam.errors import (
    NameTakenError,
    RemovalIgnoredError,
    TeamVanishedError,
    UnprovedError,
    WorkforceChangeError,
)
from workteam_provider.workteam.ownership import missing_tags, settled_standing, standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.workteam.ownership import Standing
    from workteam_provider.workteam.properties import Properties, Settings
    from workteam_provider.workteam.workteams import Workteam, Workteams

T = TypeVar("T")

_REMOVAL_SECONDS: Final = 10.0
"""How long a setting that was taken away may still be shown."""


def take_over(
    attempt: Attempt, teams: Workteams, team: Workteam, wanted: Properties, old: Properties | None
) -> Workteam:
    """Converge a team that CreateWorkteam found in its way: one of ours, or one to adopt.

    Raises
    ------
    NameTakenError
        It is neither.
    """
    seen = _require_there(team, settled_standing(attempt, teams, team))
    if not seen.ours and not _may_adopt(wanted, seen):
        raise NameTakenError(team.arn, seen.other, may_adopt=_adoption_is_allowed())
    _require_workforce(team, wanted)
    if not seen.ours:
        seen = _adopt(attempt, teams, team)
    elif seen.request != request_mark(attempt.owner.request_id):
        seen = _claim(attempt, teams, team, seen)
    return _write(attempt, teams, team, seen, wanted, old)


def converge(
    attempt: Attempt, teams: Workteams, team: Workteam, wanted: Properties, old: Properties | None
) -> Workteam:
    """Converge the resource's own team. Where nothing need be written, nothing need be proved.

    Raises
    ------
    NameTakenError
        Its tags prove that it is another resource's.
    UnprovedError
        Its ownership tags are missing.
    """
    seen = _require_there(team, settled_standing(attempt, teams, team))
    if seen.other:
        raise NameTakenError(team.arn, seen.other, may_adopt=_adoption_is_allowed())
    _require_workforce(team, wanted)
    if not seen.ours and not _may_adopt(wanted, seen):
        team = _require_there(team, teams.find(team.name))  # by now reads show what was written before
        dropped = tag_changes(wanted, seen.tags, old).remove
        added = tag_changes(wanted, seen.tags).add
        if not (setting_changes(wanted, team.settings) or added or seen.tags.keys() & set(dropped)):
            return team
        _refuse(attempt, team, seen, "changed")
    if not seen.ours:
        seen = _adopt(attempt, teams, team)
    return _write(attempt, teams, team, seen, wanted, old)


def require_ours(attempt: Attempt, teams: Workteams, team: Workteam, what: str) -> None:
    """Prove once more that a team is ours, before a call that changes it is repeated.

    Raises
    ------
    TeamVanishedError, NameTakenError, UnprovedError
        It is gone, or another resource's by now, or without ownership tags.
    """
    seen = _require_there(team, settled_standing(attempt, teams, team))
    if not seen.ours:
        _refuse(attempt, team, seen, what)


def _refuse(attempt: Attempt, team: Workteam, seen: Standing, what: str) -> NoReturn:
    if seen.other:
        raise NameTakenError(team.arn, seen.other, may_adopt=_adoption_is_allowed())
    raise UnprovedError(team.arn, missing_tags(attempt.owner, team.name, seen.tags), what)


def _require_there(team: Workteam, seen: T | None) -> T:
    if seen is None:
        raise TeamVanishedError(team.name)
    return seen


def _require_workforce(team: Workteam, wanted: Properties) -> None:
    if wanted.workforce_name and team.workforce_name and wanted.workforce_name != team.workforce_name:
        raise WorkforceChangeError(team.name, team.workforce_name, wanted.workforce_name)


def _may_adopt(wanted: Properties, seen: Standing) -> bool:
    return wanted.adopt_existing and seen.other is None and _adoption_is_allowed()


def _adoption_is_allowed() -> bool:
    return os.environ.get(ALLOW_ADOPTION, "true").lower() != "false"


def _adopt(attempt: Attempt, teams: Workteams, team: Workteam) -> Standing:
    def require_free() -> None:
        seen = standing(attempt, teams, team)
        if seen is not None and seen.other:
            raise NameTakenError(team.arn, seen.other)

    seen = _tag(attempt, teams, team, require_free, adopting=True)
    log_event("adopted an existing team that no resource owned", workteamArn=team.arn)
    return seen


def _claim(attempt: Attempt, teams: Workteams, team: Workteam, seen: Standing) -> Standing:
    """Put this request into a claim that another one made, so that the clean-up of that one leaves the team alone."""
    return _tag(
        attempt,
        teams,
        team,
        lambda: require_ours(attempt, teams, team, "taken over"),
        adopting=seen.adopted,
    )


def _tag(
    attempt: Attempt, teams: Workteams, team: Workteam, before_again: Callable[[], None], *, adopting: bool
) -> Standing:
    """Tag the team as ours, then read the tags back until they show it.

    If two resources tag a team at once, one of them notices, unless their calls interleave.
    """
    teams.add_tags(team.arn, claim(attempt.owner, team.name, adopting=adopting), before_again)
    mark = request_mark(attempt.owner.request_id)
    seen = _require_there(team, settled_standing(attempt, teams, team, mark))
    if not seen.ours:
        _refuse(attempt, team, seen, "taken over")
    return seen


def _write(
    attempt: Attempt, teams: Workteams, team: Workteam, seen: Standing, wanted: Properties, old: Properties | None
) -> Workteam:
    def prove() -> None:
        require_ours(attempt, teams, team, "changed")

    changes = setting_changes(wanted, team.settings, old)
    remove, add = tag_changes(wanted, seen.tags, old)
    if changes:
        shown = teams.update(team.name, changes, prove)
        log_event("updated the team in place", workteamName=team.name, sent=sorted(changes))
        _require_removed(attempt, teams, team, shown, wanted)
    if remove:
        if changes:
            prove()
        teams.remove_tags(team.arn, remove, prove)
    if add:
        if changes or remove:
            prove()
        teams.add_tags(team.arn, add, prove)
    if remove or add:
        log_event("changed the team's tags", workteamName=team.name, tagKeys=sorted({*remove, *add}))
    return team


def _require_removed(
    attempt: Attempt, teams: Workteams, team: Workteam, shown: Settings | None, wanted: Properties
) -> None:
    def look() -> list[str]:
        found = teams.find(team.name)
        if found is None:
            raise TeamVanishedError(team.name)
        return not_removed(wanted, found.settings)

    if shown is None or not_removed(wanted, shown):
        kept = until(look, good=lambda kept: not kept, within=_REMOVAL_SECONDS, deadline=attempt.deadline)
        if kept:
            raise RemovalIgnoredError(team.name, kept)

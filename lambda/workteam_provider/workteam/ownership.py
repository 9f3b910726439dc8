"""What proves that a team is ours: its tags.

A team that carries all but the claim was made by a release that wrote none. A claim that names another team was copied.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from workteam_provider.contract import ADOPTED_TAG, CLAIM_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.protocol.environment import Stack
from workteam_provider.protocol.retry import READS_LAG_SECONDS, until
from workteam_provider.workteam.claim import claim, identity
from workteam_provider.workteam.errors import TagsUnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.protocol.attempt import Attempt, Owner
    from workteam_provider.workteam.workteams import Workteam, Workteams

_ADOPTED_WITHOUT_CLAIM: Final = "true"
_LOGICAL_ID = re.compile(r"[a-zA-Z0-9]{1,255}", re.ASCII)


class Standing(NamedTuple):
    """How a team stands to a resource, by its tags.

    Parameters
    ----------
    tags
        All of the team's tags.
    ours
        Whether they prove that the team is the resource's own.
    other
        The resource that they name instead, for a message.
    request
        The mark of the request that made or adopted the team, where they tell.
    """

    tags: Mapping[str, str]
    ours: bool
    other: str | None
    request: str | None

    @property
    def adopted(self) -> bool:
        """Whether somebody else made the team."""
        return ADOPTED_TAG in self.tags


def standing(attempt: Attempt, teams: Workteams, team: Workteam) -> Standing | None:
    """Read how a team stands to the resource; ``None`` where its tags are not found."""
    tags = teams.tags(team.arn)
    return None if tags is None else read_standing(attempt.owner, team.name, tags)


def settled_standing(attempt: Attempt, teams: Workteams, team: Workteam, request: str | None = None) -> Standing | None:
    """Read how a team stands, again while it is not proved to be ours and reads may lag; ``None`` if it is gone.

    Where ``request`` is given, it is the mark that the proof must show as well.

    Raises
    ------
    TagsUnreadableError
        The team is there, but its tags are not found.
    """

    def settled(seen: Standing | None) -> bool:
        if seen is None:
            return teams.find(team.name) is None
        return seen.ours and request in (None, seen.request)

    seen = until(
        lambda: standing(attempt, teams, team),
        good=settled,
        within=READS_LAG_SECONDS,
        deadline=attempt.deadline,
    )
    if seen is None and teams.find(team.name) is not None:
        raise TagsUnreadableError(team.arn)
    return seen


def read_standing(owner: Owner, team_name: str, tags: Mapping[str, str]) -> Standing:
    """Read a team's tags."""
    named, mark = _claim(tags)
    both = all(tags.get(key) == value for key, value in identity(owner).items())
    return Standing(tags, both and named in (None, team_name), None if both else _other(owner, tags), mark)


def missing_tags(owner: Owner, team_name: str, tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags without which, or with other values of which, a team is not proved to be ours."""
    wanted = identity(owner)
    named, _ = _claim(tags)
    if named not in (None, team_name):
        wanted = claim(owner, team_name, adopting=ADOPTED_TAG in tags)
    return {key: value for key, value in wanted.items() if tags.get(key) != value}


def _claim(tags: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Read the team's name and the request's mark; ``None`` twice where an older release wrote neither."""
    for text in (tags.get(ADOPTED_TAG), tags.get(CLAIM_TAG)):
        if text not in (None, _ADOPTED_WITHOUT_CLAIM):
            name, _, mark = str(text).partition("/")
            return name, mark
    return None, None


def _other(owner: Owner, tags: Mapping[str, str]) -> str | None:
    """Name another resource that the tags prove; its words are shown only where they can be a stack's and an id."""
    stack_id, logical_id = tags.get(STACK_TAG, ""), tags.get(LOGICAL_ID_TAG, "")
    stack, same_stack = Stack.parse(stack_id), stack_id.casefold() == owner.stack_id.casefold()
    if stack is None or (same_stack and logical_id.casefold() in ("", owner.logical_id.casefold())):
        return None
    resource = f"the resource {logical_id}" if _LOGICAL_ID.fullmatch(logical_id) else "a resource"
    return f"{resource} of {'this stack' if same_stack else f'the stack {stack.name}'}"

"""Create, Update and Delete: the decisions."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Final, TypeVar

from workteam_provider.contract import ADOPTED_TAG
from workteam_provider.errors import (
    NameTakenError,
    NotOwnedError,
    RemovalIgnoredError,
    ServiceError,
    StillInUseError,
    TeamVanishedError,
    WorkforceChangeError,
    WorkteamError,
)
from workteam_provider.log import decided
from workteam_provider.ownership import IN_DOUBT, NOT_CREATED, OWNER_TAGS, is_possible_name, marker, named_owner
from workteam_provider.patience import (
    FRESH_DEPENDENCY_SECONDS,
    IN_FLIGHT_SECONDS,
    LISTING_JOBS_SECONDS,
    LOST_RENAME_SECONDS,
    insist,
    pauses,
)
from workteam_provider.properties import names_of, parse_properties, tags_of
from workteam_provider.service_errors import is_denied, is_fresh_dependency, is_in_use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workteam_provider.deadline import Deadline
    from workteam_provider.events import Event
    from workteam_provider.ownership import Owner
    from workteam_provider.properties import Properties
    from workteam_provider.workteams import Workteam, Workteams


T = TypeVar("T")


class FailureId:
    """The physical id that is true if the event fails now.

    A Create's is the ARN once a team of ours exists, and before that a marker, by which the Delete that follows knows
    whether to look for a team. An Update's and a Delete's is the id they were given, whatever happens.
    """

    def __init__(self, event: Event) -> None:
        self._event: Final = event
        self._of_create = marker(NOT_CREATED, event.logical_resource_id, event.request_id)

    @property
    def value(self) -> str:
        """The id to answer with."""
        return self._event.physical_resource_id or self._of_create

    def nothing_made(self) -> None:
        """Note that there is no team of ours."""
        self._of_create = marker(NOT_CREATED, self._event.logical_resource_id, self._event.request_id)

    def in_doubt(self) -> None:
        """Note that a team of ours is being made and may be there from now on."""
        self._of_create = marker(IN_DOUBT, self._event.logical_resource_id, self._event.request_id)

    def exists(self, arn: str) -> None:
        """Note that there is a team of ours."""
        self._of_create = arn


class Lifecycle:
    """What one event does to the teams of one owner.

    All that is learned or changed on the way stays in this object, which lives for one event.
    """

    def __init__(self, owner: Owner, workteams: Workteams, deadline: Deadline, failure_id: FailureId) -> None:
        self._owner: Final = owner
        self._workteams: Final = workteams
        self._deadline: Final = deadline
        self._failure_id: Final = failure_id

    def create(self, event: Event) -> Workteam:
        """Make the team, or recognise the one that an earlier delivery of this event made."""
        wanted = parse_properties(event.properties)
        return self._make(self._name(wanted), wanted, old_tags={})

    def update(self, event: Event) -> Workteam:
        """Make the team what is wanted: in place, or under a new name whose ARN tells CloudFormation to replace."""
        wanted = parse_properties(event.properties)
        name = self._name(wanted)
        current = self._owner.name_in(event.physical_resource_id)
        old_tags = tags_of(event.old_properties)
        if current == name:
            team = self._keep(name, wanted, old_tags)
        else:
            decided("replacing the team by one of another name", workteamName=name)
            team = self._make(name, wanted, old_tags)
        if current is not None:
            self._remove_lost_replacement(event, known=(current, name))
        return team

    def delete(self, event: Event) -> None:
        """Delete the team that the physical id names, or the one that an unanswered Create made."""
        name = self._owner.name_in(event.physical_resource_id)
        if name is not None:
            self._delete_named(self._owner.arn_of(name), name)
        elif self._owner.left_unanswered(event.physical_resource_id):
            self._delete_unanswered(self._unchecked_name(event.properties))
        else:
            decided("nothing to delete: the physical id names no team of ours")

    def _make(self, name: str, wanted: Properties, old_tags: Mapping[str, str]) -> Workteam:
        try:
            arn = insist(
                lambda: self._create_call(name, wanted),
                while_=is_fresh_dependency,
                within=FRESH_DEPENDENCY_SECONDS,
                deadline=self._deadline,
            )
        except ServiceError as error:
            team = self._left_by_an_earlier_try(name, error)
            if team is not None:
                return self._take(team, wanted, old_tags)
            raise
        self._failure_id.exists(arn)
        decided("created the team", workteamArn=arn)
        return self._describe_made(name)

    def _create_call(self, name: str, wanted: Properties) -> str:
        tags = {**wanted.tags, **self._owner.tags}
        self._failure_id.in_doubt()
        return self._workteams.create(name, wanted.workforce_name, wanted.request, tags)

    def _left_by_an_earlier_try(self, name: str, error: ServiceError) -> Workteam | None:
        """Look for the team behind a failed CreateWorkteam: an earlier delivery of the event may have made it.

        A refusal proves something about its own call alone, so only a look at the account can rule a team out.
        """
        try:
            team = self._workteams.find(name)
        except ServiceError:
            raise error from None
        if team is None and (error.refused or is_denied(error)):
            self._failure_id.nothing_made()
        return team

    def _describe_made(self, name: str) -> Workteam:
        for _, pause in zip(range(5), pauses(), strict=False):
            team = self._workteams.find(name)
            if team is not None:
                return team
            self._deadline.wait(pause)
        raise TeamVanishedError(name)

    def _keep(self, name: str, wanted: Properties, old_tags: Mapping[str, str]) -> Workteam:
        team = self._workteams.find(name)
        if team is None:
            decided("the team was deleted by somebody else; creating it again", workteamName=name)
            return self._make(name, wanted, old_tags)
        return self._take(team, wanted, old_tags)

    def _take(self, team: Workteam, wanted: Properties, old_tags: Mapping[str, str]) -> Workteam:
        """Make a team what is wanted, once it is proved to be ours or adopted."""
        tags: Mapping[str, str] | None = self._workteams.tags(team.arn)
        if tags is None:
            raise TeamVanishedError(team.name)
        owner = named_owner(tags)
        adopting = owner is None and wanted.adopt_existing
        if not adopting and not self._owner.owns(tags):
            self._failure_id.nothing_made()
            raise NameTakenError(team.arn, owner)
        self._require_workforce(team, wanted)
        if adopting or ADOPTED_TAG in tags:
            self._failure_id.in_doubt()
        else:
            self._failure_id.exists(team.arn)
        if adopting:
            tags = self._adopt(team)
        return self._converge(team, tags, wanted, old_tags)

    def _adopt(self, team: Workteam) -> Mapping[str, str]:
        """Claim a team; of two resources that do so at once, one finds the other's tags unless they interleave."""
        claim = {**self._owner.tags, ADOPTED_TAG: "true"}
        self._workteams.add_tags(team.arn, claim)
        claimed = self._workteams.tags(team.arn) or {}
        if not self._owner.owns(claimed):
            raise NameTakenError(team.arn, named_owner(claimed))
        decided("adopted an existing team that no resource owned", workteamArn=team.arn)
        return claimed

    def _require_workforce(self, team: Workteam, wanted: Properties) -> None:
        if wanted.workforce_name and team.workforce_name and wanted.workforce_name != team.workforce_name:
            raise WorkforceChangeError(team.name, team.workforce_name, wanted.workforce_name)

    def _converge(
        self, team: Workteam, tags: Mapping[str, str], wanted: Properties, old_tags: Mapping[str, str]
    ) -> Workteam:
        changes = wanted.changes_from(team.settings)
        if changes:
            team = insist(
                self._proved_again(team, lambda: self._workteams.update(team.name, changes), NameTakenError),
                while_=is_fresh_dependency,
                within=FRESH_DEPENDENCY_SECONDS,
                deadline=self._deadline,
            )
            decided("updated the team in place", workteamName=team.name, sent=sorted(changes))
            team = self._require_removed(team, wanted)
        self._converge_tags(team, tags, wanted, old_tags)
        return team

    def _require_removed(self, team: Workteam, wanted: Properties) -> Workteam:
        if wanted.not_removed_from(team.settings):
            team = self._workteams.find(team.name) or team
        kept = wanted.not_removed_from(team.settings)
        if kept:
            raise RemovalIgnoredError(team.name, kept)
        return team

    def _converge_tags(
        self, team: Workteam, tags: Mapping[str, str], wanted: Properties, old_tags: Mapping[str, str]
    ) -> None:
        dropped = [key for key in old_tags if key in tags and key not in wanted.tags and key not in OWNER_TAGS]
        changed = {key: value for key, value in wanted.tags.items() if tags.get(key) != value}
        if dropped:
            self._workteams.remove_tags(team.arn, dropped)
        if changed:
            self._workteams.add_tags(team.arn, changed)
        if dropped or changed:
            decided("changed the team's tags", workteamName=team.name, tagKeys=sorted({*dropped, *changed}))

    def _remove_lost_replacement(self, event: Event, known: tuple[str, str]) -> None:
        """Delete the team of a rename whose answer was lost.

        CloudFormation never learned that team's ARN and sends no Delete for it; what tells of it is that the properties
        it rolls back from name another team than the physical id does.
        """
        lost = self._unchecked_name(event.old_properties)
        if lost is None or lost in known:
            return
        team = self._await(lost, LOST_RENAME_SECONDS)
        if team is not None and team.name not in known:
            decided("looking at the team of a replacement that was rolled back unanswered", workteamName=lost)
            self._discard(team)

    def _delete_named(self, arn: str, name: str) -> None:
        team = self._workteams.find(name)
        tags = self._workteams.tags(arn) if team is not None and team.arn == arn else None
        if team is None or tags is None:
            decided("nothing to delete: there is no such team", workteamName=name)
        elif not self._owner.owns(tags):
            raise NotOwnedError(arn, named_owner(tags))
        else:
            self._delete(team)

    def _delete_unanswered(self, name: str | None) -> None:
        """Delete the team that an unanswered Create made or, while it may still be running, is about to make."""
        team = None if name is None else self._await(name, IN_FLIGHT_SECONDS)
        if team is None:
            decided("nothing to delete: the unanswered request left no team")
        else:
            self._discard(team)

    def _await(self, name: str, seconds: float) -> Workteam | None:
        """Look for a team that another invocation may be making, until it is there or the seconds are over."""
        give_up = time.monotonic() + min(seconds, self._deadline.remaining - LISTING_JOBS_SECONDS)
        for pause in pauses():
            team = self._workteams.find(name)
            if team is not None or time.monotonic() + pause > give_up:
                return team
            self._deadline.wait(pause)
        raise AssertionError

    def _discard(self, team: Workteam) -> None:
        """Undo what an unanswered request did to a team: delete what it made, let go of what it adopted."""
        tags = self._workteams.tags(team.arn)
        if tags is None or not self._owner.owns(tags):
            decided("left alone: the team is gone or not ours", workteamArn=team.arn)
        elif ADOPTED_TAG in tags:
            self._workteams.remove_tags(team.arn, [key for key in OWNER_TAGS if key in tags])
            decided("released the adopted team", workteamArn=team.arn)
        else:
            self._delete(team)

    def _delete(self, team: Workteam) -> None:
        try:
            insist(
                self._proved_again(team, lambda: self._workteams.delete(team.name), NotOwnedError),
                while_=is_in_use,
                within=self._deadline.remaining - LISTING_JOBS_SECONDS,
                deadline=self._deadline,
            )
        except ServiceError as error:
            if is_in_use(error):
                raise StillInUseError(team.arn, self._users(team), str(error)) from error
            raise
        decided("deleted the team", workteamArn=team.arn)

    def _proved_again(
        self, team: Workteam, call: Callable[[], T], refusal: type[NameTakenError | NotOwnedError]
    ) -> Callable[[], T]:
        """Let each repetition of a call prove anew that the team is ours: meanwhile the name may be a stranger's."""
        tries = itertools.count()

        def attempt() -> T:
            tags = self._workteams.tags(team.arn) if next(tries) else None
            if tags is not None and not self._owner.owns(tags):
                raise refusal(team.arn, named_owner(tags))
            return call()

        return attempt

    def _users(self, team: Workteam) -> list[str] | None:
        try:
            return self._workteams.labeling_jobs(team.arn)
        except WorkteamError:
            return None

    def _name(self, wanted: Properties) -> str:
        return wanted.name or self._owner.derived_name(wanted.workforce_name)

    def _unchecked_name(self, raw: Mapping[str, object]) -> str | None:
        """Return the name that a team of these properties has; ``None`` where there can be no such team."""
        name, workforce = names_of(raw)
        name = name or self._owner.derived_name(workforce)
        return name if is_possible_name(name) else None

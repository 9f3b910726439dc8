"""What can go wrong with a work team; each becomes the reason of a FAILED answer.

::

    ResourceError
    ├── InvalidPropertiesError      properties that CreateWorkteam would refuse
    ├── NameTakenError              a team of that name is somebody else's
    ├── UnprovedError               the ownership tags of the resource's own team are gone
    ├── TagsUnreadableError         the team is there, its tags can't be read
    ├── WorkforceChangeError        a team can't move to another workforce
    ├── RemovalIgnoredError         the service kept what was taken away
    ├── StillInUseError             the team could not be deleted in time
    └── TeamVanishedError           a team that was there can no longer be found
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workteam_provider.contract import OWNER_TAGS
from workteam_provider.protocol.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workteam_provider.contract import Problem

_MOST_PROBLEMS: Final = 5


class InvalidPropertiesError(ResourceError):
    """Properties that CreateWorkteam would refuse; nothing has been called."""

    def __init__(self, found: Sequence[Problem]) -> None:
        listed = [str(problem) for problem in found[:_MOST_PROBLEMS]]
        if len(found) > _MOST_PROBLEMS:
            listed.append(f"and {len(found) - _MOST_PROBLEMS} more")
        super().__init__("; ".join([*listed, "nothing was changed"]))


class NameTakenError(ResourceError):
    """A team of the wanted name exists, and nothing proves that it is this resource's."""

    def __init__(self, arn: str, owner: str | None, *, may_adopt: bool = True) -> None:
        tags = " ".join(OWNER_TAGS)
        if owner is not None:
            way_out = (
                f"or, if that resource is gone, remove the tags {tags} from the team and set `AdoptExisting` to true "
                "to take it over"
            )
        else:
            way_out = "or set `AdoptExisting` to true to take the team over"
        if not may_adopt:
            way_out = "and note that the provider does not allow `AdoptExisting`"
        belongs = f"it belongs to {owner}" if owner else "it carries no tags of this resource"
        super().__init__(
            f"the work team {arn} exists already and is not managed by this resource: {belongs}; it was left as it is; "
            f"choose another `WorkteamName`, leave it out to have one derived, {way_out}"
        )


class UnprovedError(ResourceError):
    """The ownership tags of the resource's own team are gone, so that nothing proves that it is still the same."""

    def __init__(self, arn: str, missing: Mapping[str, str], what: str) -> None:
        tags = " ".join(f"Key={key},Value={value}" for key, value in missing.items())
        super().__init__(
            f"the team was not {what}: its ownership tags are missing or changed. If it is this resource's, run: "
            f"aws sagemaker add-tags --resource-arn {arn} --tags {tags} - if not, retain it"
        )


class TagsUnreadableError(ResourceError):
    """DescribeWorkteam shows a team whose tags ListTags doesn't find, so that nothing proves whose it is."""

    def __init__(self, arn: str) -> None:
        super().__init__(
            f"the work team {arn} exists, but its tags could not be read, so it was left as it is; try again"
        )


class WorkforceChangeError(ResourceError):
    """A team can't move to another workforce, and the explicit name leaves no room for a second team."""

    def __init__(self, name: str, current: str, wanted: str) -> None:
        super().__init__(
            f"`WorkforceName`: the work team {name} is in the workforce {current} and can't be moved to {wanted}; "
            "change `WorkteamName` too, or leave it out so that a new name is derived; nothing was changed"
        )


class RemovalIgnoredError(ResourceError):
    """A property was taken away, but the service still shows its old value."""

    def __init__(self, name: str, properties: Sequence[str]) -> None:
        listed = " and ".join(f"`{item}`" for item in properties)
        super().__init__(
            f"{listed} of the work team {name} could not be removed: the service kept the old value; "
            "set another value, or give the team another `WorkteamName` to have it replaced"
        )


class StillInUseError(ResourceError):
    """The team could not be deleted within the function's time because something uses it."""

    def __init__(self, arn: str, jobs: Sequence[str] | None, last: str) -> None:
        if jobs is None:
            users = "its labeling jobs could not be listed"
        else:
            users = (
                f"labeling jobs that use it: {', '.join(jobs)}" if jobs else "no labeling job that uses it was found"
            )
        super().__init__(
            f"the work team {arn} could not be deleted in time: {users}; last answer: {last}; "
            "stop or finish what uses the team and delete again"
        )


class TeamVanishedError(ResourceError):
    """A team that was there a moment ago can no longer be found."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the work team {name} existed a moment ago but can no longer be found; deploy again")

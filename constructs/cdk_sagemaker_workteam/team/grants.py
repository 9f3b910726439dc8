"""Which actions have a work team as their resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Token

from .._contract import Problem, received

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PREFIX: Final = "sagemaker:"
_USING: Final = {"sagemaker:createlabelingjob", "sagemaker:createflowdefinition"}
_ON_TEAMS: Final = {
    f"{_PREFIX}{name}".lower()
    for name in (
        "AddTags",
        "CreateWorkteam",
        "DeleteTags",
        "DeleteWorkteam",
        "DescribeSubscribedWorkteam",
        "DescribeWorkteam",
        "ListLabelingJobsForWorkteam",
        "ListTags",
        "UpdateWorkteam",
    )
}


def action_problems(actions: Sequence[str]) -> Iterator[Problem]:
    """Yield actions that would allow nothing, or far more than one team; IAM ignores the case of letters."""
    for action in actions:
        name = action.lower()
        if name in _USING:
            yield Problem(
                ("actions",), "`grant_labeling`, since the resource of this action is a job", received(action)
            )
        elif not Token.is_unresolved(action) and not name.startswith(_PREFIX):
            yield Problem(("actions",), "actions that start with sagemaker:", received(action))


def unknown_actions(actions: Sequence[str]) -> list[str]:
    """Return those that may not have a work team as their resource."""
    return [one for one in actions if not Token.is_unresolved(one) and one.lower() not in _ON_TEAMS]

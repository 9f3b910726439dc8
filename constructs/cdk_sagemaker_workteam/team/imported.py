"""A work team that is only known here, made elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aws_cdk import Fn, Stack

from .._contract import received
from ..validation import is_unresolved, property_problems
from .interface import WorkteamBase

if TYPE_CHECKING:
    from constructs import Construct

_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:workteam/"
    r"(?:private-crowd/|vendor-crowd/|public-crowd/)(?P<name>[a-zA-Z0-9][a-zA-Z0-9-]*)"
)


class ImportedWorkteam(WorkteamBase):
    """A team by its ARN and name."""

    def __init__(self, scope: Construct, id: str, *, workteam_arn: str, workteam_name: str) -> None:  # noqa: A002
        super().__init__(scope, id, environment_from_arn=workteam_arn)
        self._workteam_arn = workteam_arn
        self._workteam_name = workteam_name

    @property
    def workteam_arn(self) -> str:
        """The ARN of the team, as a labeling job or a flow definition takes it."""
        return self._workteam_arn

    @property
    def workteam_name(self) -> str:
        """The name of the team."""
        return self._workteam_name

    @classmethod
    def of_attributes(cls, scope: Construct, id: str, *, workteam_arn: str, workteam_name: str) -> ImportedWorkteam:  # noqa: A002
        """Return a team by attributes that must not contradict each other."""
        named = name_in(workteam_arn)
        require_name(workteam_name)
        if named != workteam_name and not is_unresolved(named) and not is_unresolved(workteam_name):
            raise ValueError(
                f"`workteam_name`: expected {named!r}, as in `workteam_arn`, received {received(workteam_name)}"
            )
        return cls(scope, id, workteam_arn=workteam_arn, workteam_name=workteam_name)


def arn_of_private_team(stack: Stack, workteam_name: str) -> str:
    """Return the ARN of a private team of a stack's account and Region."""
    return stack.format_arn(service="sagemaker", resource="workteam", resource_name=f"private-crowd/{workteam_name}")


def require_name(workteam_name: str) -> None:
    """Raise `ValueError` for a literal that no team can be called."""
    for problem in property_problems({"WorkteamName": workteam_name}):
        if problem.path == "workteam_name":
            raise ValueError(str(problem))


def name_in(workteam_arn: str) -> str:
    """Return the name at the end of a team's ARN, which may be known only when deployed."""
    if is_unresolved(workteam_arn):
        return Fn.select(2, Fn.split("/", workteam_arn))
    match = _ARN.fullmatch(workteam_arn)
    if match is None:
        raise ValueError(
            "`workteam_arn`: expected arn:aws:sagemaker:<region>:<account>:workteam/<crowd>/<name>, "
            f"received {received(workteam_arn)}"
        )
    return match["name"]

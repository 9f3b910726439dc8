"""An existing work team."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aws_cdk import Fn, Stack

from .._contract import received
from ..validation import is_dynamic, is_unresolved, property_problems
from .interface import WorkteamBase

if TYPE_CHECKING:
    from aws_cdk.interfaces.aws_sagemaker import IWorkteamRef
    from constructs import Construct

    from .interface import IWorkteam

_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:workteam/"
    r"(?:private-crowd/|vendor-crowd/|public-crowd/)(?P<name>[a-zA-Z0-9][a-zA-Z0-9-]*)"
)


class ImportedWorkteam(WorkteamBase):
    """A team by its ARN and name."""

    def __init__(self, scope: Construct, id: str, *, workteam_arn: str, workteam_name: str) -> None:  # noqa: A002
        super().__init__(scope, id, environment_from_arn=None if is_dynamic(workteam_arn) else workteam_arn)
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


class ExistingWorkteams(WorkteamBase):
    """The ways to import an existing team."""

    @staticmethod
    def from_workteam_arn(scope: Construct, id: str, workteam_arn: str) -> IWorkteam:  # noqa: A002 - CDK's name
        """Return an existing team of a private, vendor or public crowd, by its ARN.

        Parameters
        ----------
        workteam_arn
            ``arn:aws:sagemaker:<region>:<account>:workteam/<crowd>/<name>``, or a token.

        Raises
        ------
        ValueError
            For a literal that is not the ARN of a work team.
        """
        return ImportedWorkteam(scope, id, workteam_arn=workteam_arn, workteam_name=name_in(workteam_arn))

    @staticmethod
    def from_workteam_ref(scope: Construct, id: str, workteam: IWorkteamRef) -> IWorkteam:  # noqa: A002 - CDK's name
        """Return a team that is known as an ``IWorkteamRef`` of ``aws-cdk-lib``, such as a ``CfnWorkteam``.

        Parameters
        ----------
        workteam
            The team, of this app or imported.
        """
        return ExistingWorkteams.from_workteam_arn(scope, id, workteam.workteam_ref.workteam_arn)

    @staticmethod
    def from_workteam_attributes(
        scope: Construct,
        id: str,  # noqa: A002 - CDK's name
        *,
        workteam_arn: str,
        workteam_name: str,
    ) -> IWorkteam:
        """Return an existing team by its ARN and name, for an ARN that is known only when deployed.

        Parameters
        ----------
        workteam_arn
            ``arn:aws:sagemaker:<region>:<account>:workteam/<crowd>/<name>``, or a token.
        workteam_name
            The name in the ARN: 1 to 63 letters, digits and inner hyphens, or a token.

        Raises
        ------
        ValueError
            For a literal that is not the ARN or the name of a work team, or an ARN with another name in it.
        """
        named = workteam_name if is_dynamic(workteam_arn) else name_in(workteam_arn)
        require_name(workteam_name)
        if named != workteam_name and not is_unresolved(named) and not is_unresolved(workteam_name):
            raise ValueError(
                f"`workteam_name`: expected {named!r}, as in `workteam_arn`, received {received(workteam_name)}"
            )
        return ImportedWorkteam(scope, id, workteam_arn=workteam_arn, workteam_name=workteam_name)

    @staticmethod
    def from_workteam_name(scope: Construct, id: str, workteam_name: str) -> IWorkteam:  # noqa: A002 - CDK's name
        """Return an existing private team of the stack's account and Region, by its name.

        Parameters
        ----------
        workteam_name
            1 to 63 letters, digits and inner hyphens, or a token.

        Raises
        ------
        ValueError
            For a literal that is not a valid name of a team.
        """
        require_name(workteam_name)
        arn = arn_of_private_team(Stack.of(scope), workteam_name)
        return ImportedWorkteam(scope, id, workteam_arn=arn, workteam_name=workteam_name)


def arn_of_private_team(stack: Stack, workteam_name: str) -> str:
    """Return the ARN of a private team of a stack's account and Region."""
    return stack.format_arn(service="sagemaker", resource="workteam", resource_name=f"private-crowd/{workteam_name}")


def require_name(workteam_name: str) -> None:
    """Raise `ValueError` for a literal that no team can be called."""
    for problem in property_problems({"WorkteamName": workteam_name}):
        if problem.names == ("workteam_name",):
            raise ValueError(str(problem))


def name_in(workteam_arn: str) -> str:
    """Return the name at the end of a team's ARN, which may be known only when deployed."""
    if is_dynamic(workteam_arn):
        raise ValueError(
            "`workteam_arn`: expected an ARN or a token, received a dynamic reference, whose name can't be taken out; "
            "give the name too, by `from_workteam_attributes`"
        )
    if is_unresolved(workteam_arn):
        return Fn.select(2, Fn.split("/", workteam_arn))
    match = _ARN.fullmatch(workteam_arn)
    if match is None:
        raise ValueError(
            "`workteam_arn`: expected arn:aws:sagemaker:<region>:<account>:workteam/<crowd>/<name>, "
            f"received {received(workteam_arn)}"
        )
    return match["name"]

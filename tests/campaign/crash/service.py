"""The emulated SageMaker of one run, as the function's client sees it and as somebody with a console does."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from local.sagemaker.backend import Backend
from local.sagemaker.errors import ServiceError
from local.sagemaker.service import Service
from local.sagemaker.state import Place
from support.account import ACCOUNT, REGION
from support.fake_sagemaker import client_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.crash.doors import Doors

HERE: Final = Place(account=ACCOUNT, region=REGION)
ELSEWHERE: Final = Place(account=ACCOUNT, region="us-east-1")

Shown = tuple[dict[str, Any], dict[str, str]]
"""A team as DescribeWorkteam shows it, its dates too, and its tags."""


class Client:
    """What the function uses of boto3's client: each call goes out through a door to the emulator's rules and state."""

    def __init__(self, service: Service, doors: Doors) -> None:
        self._service = service
        self._doors = doors

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        operation = "".join(word.capitalize() for word in method.split("_"))

        def call(**request: Any) -> dict[str, Any]:
            return self._doors.through(operation, lambda: self._call(operation, request))

        return call

    def _call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._service.call(operation, HERE, copy.deepcopy(request))
        except ServiceError as error:
            raise client_error(operation, error.code, error.message, error.status) from None


class Console:
    """Looks at teams and changes them past the function; nothing of that is recorded."""

    def __init__(self, service: Service) -> None:
        self.service: Final = service

    def make(self, name: str, tags: Mapping[str, str], place: Place = HERE) -> None:
        """Make a team by hand."""
        member = {"UserPool": "eu-west-1_Strangers", "UserGroup": "strangers", "ClientId": "strangers"}
        self._run(
            "CreateWorkteam",
            place,
            WorkteamName=name,
            Description="Somebody's team",
            MemberDefinitions=[{"CognitoMemberDefinition": member}],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )

    def remove(self, name: str) -> None:
        """Delete a team by hand."""
        self._run("DeleteWorkteam", HERE, WorkteamName=name)

    def everything(self, place: Place = HERE) -> dict[str, Shown]:
        """Show every team, by name."""
        teams = self._run("ListWorkteams", place, MaxResults=100)["Workteams"]
        return {team["WorkteamName"]: (team, self._tags(place, team["WorkteamArn"])) for team in teams}

    def _tags(self, place: Place, arn: str) -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in self._run("ListTags", place, ResourceArn=arn)["Tags"]}

    def _run(self, operation: str, place: Place, **request: Any) -> dict[str, Any]:
        return self.service.backend.run(operation, place, request)


def new_service() -> Service:
    """Make an account with nothing in it."""
    return Service(Backend())

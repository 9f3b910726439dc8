"""A work-team service inside the process: the few calls that the function makes, with state and scripted faults."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from botocore.exceptions import ClientError, ParamValidationError

if TYPE_CHECKING:
    from collections.abc import Callable

Effect: TypeAlias = Literal["never", "first", "later"]

_SETTINGS = ("MemberDefinitions", "Description", "NotificationConfiguration", "WorkerAccessConfiguration")
_REMOVALS: tuple[dict[str, Any], ...] = (
    {},
    {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Disabled", "VpcSourceIp": "Disabled"}}},
)
_REQUEST_ID = "5f1d7a52-6a6a-4b6e-9b3e-000000000000"
_PAGE = 10


@dataclass(slots=True)
class Team:
    """What the service keeps of a team."""

    name: str
    arn: str
    workforce: str
    settings: dict[str, Any]
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as it arrived."""

    operation: str
    request: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Fault:
    error: Exception
    effect: Effect


def client_error(operation: str, code: str, message: str = "", status: int = 400, retries: int = 0) -> ClientError:
    """Make the error that boto3 raises for an error answer, after so many retries of its own."""
    metadata: Any = {"RequestId": _REQUEST_ID, "HTTPStatusCode": status, "RetryAttempts": retries}
    return ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}, operation)


def denied(operation: str) -> ClientError:
    """Make the error of a role without the right to a call."""
    action = f"sagemaker:{operation}"
    return client_error(operation, "AccessDeniedException", f"User is not authorized to perform: {action}")


class FakeSageMaker:
    """The service and its client in one, for one account and Region."""

    def __init__(
        self, account: str = "123456789012", region: str = "eu-west-1", *, case_insensitive: bool = False
    ) -> None:
        self.calls: list[Call] = []
        self.busy: dict[str, list[str]] = {}
        self.keeps_removed = False
        self.unsuccessful_deletes = 0
        self.shows_portal = True
        self._prefix = f"arn:aws:sagemaker:{region}:{account}"
        self._host = f"abc.labeling.{region}.sagemaker.aws"
        self._fold: Callable[[str], str] = str.casefold if case_insensitive else str
        self._teams: dict[str, Team] = {}
        self._faults: dict[str, deque[_Fault]] = defaultdict(deque)
        self._before: dict[str, deque[Callable[[], object]]] = defaultdict(deque)
        self._under_way: list[Callable[[], object]] = []

    @property
    def names(self) -> set[str]:
        """The names of all teams."""
        return {team.name for team in self._teams.values()}

    @property
    def writes(self) -> list[str]:
        """The operations of all calls that change something, in order."""
        return [call.operation for call in self.calls if not call.operation.startswith(("Describe", "List"))]

    def arn(self, name: str) -> str:
        """Return the ARN that a team of that name has."""
        return f"{self._prefix}:workteam/private-crowd/{name}"

    def team(self, name: str) -> Team:
        """Return a team."""
        return self._teams[self._fold(name)]

    def put(
        self, name: str, *, workforce: str = "default", tags: dict[str, str] | None = None, **settings: Any
    ) -> Team:
        """Place a team that somebody made."""
        team = Team(name, self.arn(name), workforce, settings, dict(tags or {}))
        self._teams[self._fold(name)] = team
        return team

    def remove(self, name: str) -> None:
        """Delete a team behind everybody's back."""
        del self._teams[self._fold(name)]

    def fail(self, operation: str, error: Exception, *, times: int = 1, effect: Effect = "never") -> None:
        """Let the next calls end with an error: without effect, after it, or before it (see `land`)."""
        self._faults[operation].extend([_Fault(error, effect)] * times)

    def before(self, operation: str, action: Callable[[], object]) -> None:
        """Do something just before the next call of an operation."""
        self._before[operation].append(action)

    def land(self) -> None:
        """Let the calls take effect that were still under way when their client gave up."""
        while self._under_way:
            self._under_way.pop(0)()

    def create_workteam(self, **request: Any) -> Any:
        """Create a team."""

        def effect() -> dict[str, str]:
            name = self._valid_name(request)
            if self._fold(name) in self._teams:
                raise client_error("CreateWorkteam", "ResourceInUse", f"A work team named {name} exists")
            settings = {key: request[key] for key in _SETTINGS if key in request}
            tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
            return {
                "WorkteamArn": self.put(
                    name, workforce=request.get("WorkforceName", "default"), tags=tags, **settings
                ).arn
            }

        return self._take("CreateWorkteam", request, effect)

    def update_workteam(self, **request: Any) -> Any:
        """Change a team's settings."""

        def effect() -> dict[str, Any]:
            team = self._existing("UpdateWorkteam", request)
            for key in _SETTINGS:
                if request.get(key) in _REMOVALS and not self.keeps_removed:
                    team.settings.pop(key, None)
                elif key in request and request[key] not in _REMOVALS:
                    team.settings[key] = request[key]
            return {"Workteam": self._shown(team)}

        return self._take("UpdateWorkteam", request, effect)

    def delete_workteam(self, **request: Any) -> Any:
        """Delete a team."""

        def effect() -> dict[str, bool]:
            team = self._existing("DeleteWorkteam", request)
            if self.busy.get(team.name):
                raise client_error("DeleteWorkteam", "ResourceInUse", f"The resource {team.arn} is in use")
            if self.unsuccessful_deletes:
                self.unsuccessful_deletes -= 1
                return {"Success": False}
            self.remove(team.name)
            return {"Success": True}

        return self._take("DeleteWorkteam", request, effect)

    def describe_workteam(self, **request: Any) -> Any:
        """Show a team."""
        return self._take(
            "DescribeWorkteam", request, lambda: {"Workteam": self._shown(self._existing("DescribeWorkteam", request))}
        )

    def list_tags(self, **request: Any) -> Any:
        """Show the tags of a team, page by page."""

        def effect() -> dict[str, Any]:
            tags = [{"Key": key, "Value": value} for key, value in self._tagged("ListTags", request).tags.items()]
            return _page("Tags", tags, request)

        return self._take("ListTags", request, effect)

    def add_tags(self, **request: Any) -> Any:
        """Add tags."""

        def effect() -> dict[str, Any]:
            team = self._tagged("AddTags", request)
            team.tags.update({tag["Key"]: tag["Value"] for tag in request["Tags"]})
            return {"Tags": request["Tags"]}

        return self._take("AddTags", request, effect)

    def delete_tags(self, **request: Any) -> Any:
        """Remove tags."""

        def effect() -> dict[str, Any]:
            team = self._tagged("DeleteTags", request)
            for key in request["TagKeys"]:
                team.tags.pop(key, None)
            return {}

        return self._take("DeleteTags", request, effect)

    def list_labeling_jobs_for_workteam(self, **request: Any) -> Any:
        """Show the labeling jobs of a team, page by page."""

        def effect() -> dict[str, Any]:
            name = request["WorkteamArn"].rpartition("/")[2]
            jobs = [{"LabelingJobName": job, "JobReferenceCode": f"code-{job}"} for job in self.busy.get(name, [])]
            return _page("LabelingJobSummaryList", jobs, request)

        return self._take("ListLabelingJobsForWorkteam", request, effect)

    def _take(self, operation: str, request: dict[str, Any], effect: Callable[[], Any]) -> Any:
        self.calls.append(Call(operation, request))
        if self._before[operation]:
            self._before[operation].popleft()()
        if not self._faults[operation]:
            return effect()
        fault = self._faults[operation].popleft()
        if fault.effect == "first":
            effect()
        elif fault.effect == "later":
            self._under_way.append(effect)
        raise fault.error

    def _existing(self, operation: str, request: dict[str, Any]) -> Team:
        name = self._valid_name(request)
        team = self._teams.get(self._fold(name))
        if team is None:
            raise client_error(operation, "ValidationException", f"The work team {self.arn(name)} does not exist")
        return team

    def _tagged(self, operation: str, request: dict[str, Any]) -> Team:
        for team in self._teams.values():
            if self._fold(team.arn) == self._fold(request["ResourceArn"]):
                return team
        raise client_error(operation, "ResourceNotFound", f"{request['ResourceArn']} was not found")

    def _valid_name(self, request: dict[str, Any]) -> str:
        name = request["WorkteamName"]
        if not isinstance(name, str) or not name:
            raise ParamValidationError(report=f"Invalid type or length for parameter WorkteamName, value: {name!r}")
        if not re.fullmatch(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", name) or len(name) > 63:
            why = f"1 validation error detected: Value '{name}' at 'workteamName' failed to satisfy constraint"
            raise client_error("DescribeWorkteam", "ValidationException", why)
        return name

    def _shown(self, team: Team) -> dict[str, Any]:
        portal = {"WorkforceArn": f"{self._prefix}:workforce/{team.workforce}", "SubDomain": self._host}
        return {
            "WorkteamName": team.name,
            "WorkteamArn": team.arn,
            "NotificationConfiguration": {},
            **team.settings,
            **(portal if self.shows_portal else {}),
        }


def _page(key: str, items: list[dict[str, str]], request: dict[str, Any]) -> dict[str, Any]:
    start = int(request.get("NextToken", 0))
    page: dict[str, Any] = {key: items[start : start + _PAGE]}
    return {**page, "NextToken": str(start + _PAGE)} if start + _PAGE < len(items) else page

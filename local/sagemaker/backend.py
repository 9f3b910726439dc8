"""The operations on work teams, their tags, jobs and workforces."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from local.sagemaker import rules
from local.sagemaker.errors import ServiceError, invalid, no_such_team, no_such_workforce
from local.sagemaker.jobs import Jobs
from local.sagemaker.paging import page
from local.sagemaker.state import Inventory, Place, Workforce, WorkforceKind, Workteam

if TYPE_CHECKING:
    from local.sagemaker.cognito import CognitoDirectory

TAGS_PER_PAGE: Final = 20
ITEMS_PER_PAGE: Final = 100
DEFAULT_WORKFORCE: Final = "default"

Request: TypeAlias = dict[str, Any]
Answer: TypeAlias = dict[str, Any]
Operation: TypeAlias = Callable[[Place, Request], Answer]

_SETTINGS: Final = ("MemberDefinitions", "Description", "NotificationConfiguration", "WorkerAccessConfiguration")


class Backend:
    """All accounts and Regions. Requests must have passed the service model already."""

    def __init__(self, cognito: CognitoDirectory | None = None) -> None:
        self._cognito = cognito
        self._places: dict[Place, Inventory] = {}
        self._lock = threading.RLock()
        self.jobs = Jobs()
        self.operations: dict[str, Operation] = {
            "CreateWorkteam": self._create,
            "UpdateWorkteam": self._update,
            "DeleteWorkteam": self._delete,
            "DescribeWorkteam": self._describe,
            "ListWorkteams": self._list,
            "ListTags": self._list_tags,
            "AddTags": self._add_tags,
            "DeleteTags": self._delete_tags,
            "ListLabelingJobsForWorkteam": self._list_jobs,
            "ListWorkforces": self._list_workforces,
            "DescribeWorkforce": self._describe_workforce,
        }

    def run(self, operation: str, place: Place, request: Request) -> Answer:
        """Carry out a call, one at a time, once its Cognito members were found."""
        if operation in ("CreateWorkteam", "UpdateWorkteam"):
            rules.check_settings(request)
            if self._cognito is not None:
                self._cognito.check(place, request.get("MemberDefinitions", []))
        with self._lock:
            return self.operations[operation](place, request)

    def add_workforce(self, place: Place, name: str, kind: WorkforceKind) -> None:
        """Make the private workforce of a place, instead of the one that may be there."""
        with self._lock:
            self._at(place).workforce = Workforce(place, name, kind)

    def set_busy(self, team: str, jobs: list[str]) -> None:
        """Let exactly these labeling jobs use the team of this name, in every place."""
        with self._lock:
            self.jobs.set_running(team, jobs)

    def clear(self) -> None:
        """Forget every team, workforce and job."""
        with self._lock:
            self._places.clear()
            self.jobs.clear()

    def _at(self, place: Place) -> Inventory:
        return self._places.setdefault(place, Inventory(place))

    def _team(self, place: Place, name: str) -> Workteam:
        team = self._at(place).teams.get(name)
        if team is None:
            raise no_such_team(name)
        return team

    def _team_by_arn(self, place: Place, arn: str) -> Workteam:
        team = self._at(place).by_arn(arn)
        if team is None:
            raise no_such_team(arn)
        return team

    def _create(self, place: Place, request: Request) -> Answer:
        here, name = self._at(place), request["WorkteamName"]
        tags = rules.tags_with({}, request.get("Tags", []))
        if name in here.teams:
            raise ServiceError("ResourceInUse", f"A work team with the name {name} already exists.")
        rules.check_room(len(here.teams))
        workforce = self._workforce_for(here, request)
        team = Workteam(place, name, workforce, {}, tags)
        _apply(team.settings, request)
        here.workforce = workforce
        here.teams[name] = team
        return {"WorkteamArn": team.arn}

    def _workforce_for(self, here: Inventory, request: Request) -> Workforce:
        kind = rules.kind_of(request["MemberDefinitions"])
        wanted = request.get("WorkforceName")
        workforce = here.workforce
        if workforce is None and wanted is None and kind == "cognito":
            member = rules.cognito_members(request["MemberDefinitions"])[0]
            cognito = {"UserPool": member["UserPool"], "ClientId": member["ClientId"]}
            return Workforce(here.place, DEFAULT_WORKFORCE, kind, cognito)
        if workforce is None or wanted not in (None, workforce.name):
            raise no_such_workforce(wanted or DEFAULT_WORKFORCE)
        if workforce.kind not in (kind, "any"):
            raise invalid(f"The workforce {workforce.name} doesn't take {kind} members.")
        return workforce

    def _update(self, place: Place, request: Request) -> Answer:
        team = self._team(place, request["WorkteamName"])
        members = request.get("MemberDefinitions", [])
        if members and team.workforce.kind not in (rules.kind_of(members), "any"):
            raise invalid(f"The workforce {team.workforce.name} doesn't take {rules.kind_of(members)} members.")
        _apply(team.settings, request)
        team.updated = time.time()
        return {"Workteam": team.described()}

    def _delete(self, place: Place, request: Request) -> Answer:
        team = self._team(place, request["WorkteamName"])
        if running := self.jobs.running(team.name):
            raise ServiceError(
                "ResourceInUse", f"The work team {team.name} is in use by labeling jobs: {', '.join(running)}."
            )
        del self._at(place).teams[team.name]
        self.jobs.forget(team.name)
        return {"Success": True}

    def _describe(self, place: Place, request: Request) -> Answer:
        return {"Workteam": self._team(place, request["WorkteamName"]).described()}

    def _list(self, place: Place, request: Request) -> Answer:
        teams = [team.described() for team in self._at(place).teams.values()]
        named = [team for team in teams if request.get("NameContains", "") in team["WorkteamName"]]
        shown, more = page(_sorted(named, request, "WorkteamName"), request, ITEMS_PER_PAGE)
        return {"Workteams": shown, **more}

    def _list_tags(self, place: Place, request: Request) -> Answer:
        tags = self._team_by_arn(place, request["ResourceArn"]).tags
        shown, more = page(_as_list(tags), request, TAGS_PER_PAGE)
        return {"Tags": shown, **more}

    def _add_tags(self, place: Place, request: Request) -> Answer:
        team = self._team_by_arn(place, request["ResourceArn"])
        team.tags = rules.tags_with(team.tags, request["Tags"])
        return {"Tags": _as_list(team.tags)}

    def _delete_tags(self, place: Place, request: Request) -> Answer:
        team = self._team_by_arn(place, request["ResourceArn"])
        team.tags = {key: value for key, value in team.tags.items() if key not in request["TagKeys"]}
        return {}

    def _list_jobs(self, place: Place, request: Request) -> Answer:
        team = self._at(place).by_arn(request["WorkteamArn"])
        if team is None:
            raise ServiceError("ResourceNotFound", f"The work team {request['WorkteamArn']} doesn't exist.")
        jobs = [job.described(place) for job in self.jobs.of(team.name)]
        wanted = [
            job
            for job in jobs
            if request.get("JobReferenceCodeContains", "") in job["JobReferenceCode"]
            and request.get("CreationTimeAfter", 0) <= job["CreationTime"]
            and job["CreationTime"] <= request.get("CreationTimeBefore", job["CreationTime"])
        ]
        if request.get("SortOrder") == "Descending":
            wanted.reverse()
        shown, more = page(wanted, request, ITEMS_PER_PAGE)
        return {"LabelingJobSummaryList": shown, **more}

    def _list_workforces(self, place: Place, request: Request) -> Answer:
        workforce = self._at(place).workforce
        shown = [workforce.described()] if workforce and request.get("NameContains", "") in workforce.name else []
        return {"Workforces": shown}

    def _describe_workforce(self, place: Place, request: Request) -> Answer:
        workforce = self._at(place).workforce
        if workforce is None or workforce.name != request["WorkforceName"]:
            raise no_such_workforce(request["WorkforceName"])
        return {"Workforce": workforce.described()}


def _apply(settings: dict[str, Any], request: Request) -> None:
    """Take over what a request says; what it leaves out stays, an empty topic or only disabled constraints remove."""
    settings.update({name: request[name] for name in _SETTINGS if name in request})
    if not settings.get("NotificationConfiguration"):
        settings.pop("NotificationConfiguration", None)
    if "Enabled" not in rules.access_constraints(settings).values():
        settings.pop("WorkerAccessConfiguration", None)


def _as_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _sorted(items: list[Answer], request: Request, name: str) -> list[Answer]:
    key = name if request.get("SortBy") == "Name" else "CreateDate"
    return sorted(items, key=lambda item: item[key], reverse=request.get("SortOrder") == "Descending")

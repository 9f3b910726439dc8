"""The operations on work teams, their tags and jobs; those on workforces are in ``workforces``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from local.sagemaker import flows, rules
from local.sagemaker.answers import error_for, refuse
from local.sagemaker.errors import ServiceError
from local.sagemaker.jobs import Job, Jobs
from local.sagemaker.paging import page
from local.sagemaker.state import Inventory, Place, Workforce, WorkforceKind, WorkforceStatus, Workteam
from local.sagemaker.workforces import Workforces

if TYPE_CHECKING:
    from local.sagemaker.cognito import CognitoDirectory

TAGS_PER_PAGE: Final = 20
ITEMS_PER_PAGE: Final = 100

Request: TypeAlias = dict[str, Any]
Answer: TypeAlias = dict[str, Any]
Operation: TypeAlias = Callable[[Inventory, Request], Answer]

_SETTINGS: Final = ("MemberDefinitions", "Description", "NotificationConfiguration", "WorkerAccessConfiguration")


class Backend:
    """All accounts and Regions. Requests must have passed the service model already.

    Parameters
    ----------
    cognito
        Where Cognito members are looked up, and workforces open their app client; None to take them on trust.
    case_insensitive
        Names that differ only by case name one team.
    shows_empty
        Where no topic or no access is set, an empty object is shown, and not nothing.
    items_per_page
        At most so many items come at once, however many are asked for.
    now
        The clock by which reads lag.
    """

    def __init__(
        self,
        cognito: CognitoDirectory | None = None,
        *,
        case_insensitive: bool = False,
        shows_empty: bool = False,
        items_per_page: int = ITEMS_PER_PAGE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cognito = cognito
        self._case_insensitive = case_insensitive
        self._empty = ("NotificationConfiguration", "WorkerAccessConfiguration") if shows_empty else ()
        self._items_per_page = items_per_page
        self._now = now
        self._lag: dict[str, float] = {}
        self._places: dict[Place, Inventory] = {}
        self._lock = threading.RLock()
        self.jobs = Jobs()
        self.workforces = Workforces(now)
        self.opens_app_client = True
        """Whether a new Cognito workforce puts its portal's addresses into its app client."""
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
            **self.workforces.operations,
            **flows.OPERATIONS,
        }

    def run(self, operation: str, place: Place, request: Request) -> Answer:
        """Carry out a call, one at a time, once what it names in Cognito was found."""
        if operation in ("CreateWorkteam", "UpdateWorkteam"):
            rules.check_settings(request)
            if self._cognito is not None:
                self._cognito.check(place, request.get("MemberDefinitions", []))
        if operation == "CreateWorkforce" and "CognitoConfig" in request and self._cognito is not None:
            self._cognito.check_app_client(place, **request["CognitoConfig"])
        with self._lock:
            here = self._at(place)
            before = here.workforce
            if operation in self._lag:
                here = here.as_of(self._now() - self._lag[operation])
            elif not operation.startswith(("Describe", "List")):
                self._remember(here)
            answer = self.operations[operation](here, request)
            made = here.workforce if here.workforce is not before else None
        if made is not None and made.cognito is not None and self._cognito is not None and self.opens_app_client:
            self._cognito.open_app_client(place, made.cognito, made.sub_domain)
        return answer

    def inventory(self, place: Place) -> Inventory:
        """Return everything in a place, to look at and to change by hand, which is seen as late as any other change."""
        with self._lock:
            here = self._at(place)
            self._remember(here)
            return here

    def set_lag(self, describe_workteam: float = 0, list_tags: float = 0) -> None:
        """Let DescribeWorkteam and ListTags answer as they would have so many seconds ago.

        Changes from before reads lagged are seen at once.
        """
        if min(describe_workteam, list_tags) < 0:
            raise ValueError(f"expected 0 or more seconds, received {describe_workteam!r} and {list_tags!r}")
        lag = {"DescribeWorkteam": describe_workteam, "ListTags": list_tags}
        with self._lock:
            self._lag = {operation: seconds for operation, seconds in lag.items() if seconds}

    def add_workforce(self, place: Place, name: str, kind: WorkforceKind) -> None:
        """Make the private workforce of a place, instead of the one that may be there."""
        with self._lock:
            self._at(place).settle(Workforce(place, name, kind))

    def set_workforce_status(self, place: Place, status: WorkforceStatus, failure: str | None) -> None:
        """Put the workforce of a place in a status."""
        with self._lock:
            self.workforces.set_status(self._at(place), status, failure)

    def workforce_at(self, host: str) -> Workforce | None:
        """Return the workforce whose labeling portal has this host, in whatever place."""
        return next((workforce for workforce in self.all_workforces() if workforce.sub_domain == host), None)

    def all_workforces(self) -> list[Workforce]:
        """Return every workforce there is, in all places."""
        with self._lock:
            workforces = [self.workforces.present(here) for here in self._places.values()]
        return [workforce for workforce in workforces if workforce]

    def workforce_status(self, workforce: Workforce) -> WorkforceStatus:
        """Return the status of a workforce now."""
        return workforce.status(self._now())

    def teams_of(self, workforce: Workforce, groups: Sequence[str]) -> list[tuple[Workteam, list[Job]]]:
        """Return a workforce's teams that Cognito groups are on, each with its labeling jobs."""
        with self._lock:
            teams = [team for team in self._at(workforce.place).teams.values() if team.workforce is workforce]
            return [(team, self.jobs.of(team.name)) for team in teams if team.has_any_of(groups)]

    def set_busy(self, team: str, jobs: list[str], *, reviewed: bool = False) -> None:
        """Let exactly these labeling jobs, and a human review workflow, use the team of this name, in every place."""
        with self._lock:
            self.jobs.set_running(team, jobs, reviewed=reviewed)

    def clear(self) -> None:
        """Forget every team, workforce, job and lag."""
        with self._lock:
            self._places.clear()
            self._lag.clear()
            self.jobs.clear()
            self.workforces.set_pace(0, None)
            self.opens_app_client = True

    def _at(self, place: Place) -> Inventory:
        return self._places.setdefault(place, Inventory(place, self._case_insensitive))

    def _remember(self, here: Inventory) -> None:
        if self._lag:
            here.remember(self._now(), max(self._lag.values()))

    def _shown(self, team: Workteam) -> Answer:
        return {name: {} for name in self._empty} | team.described()

    def _create(self, here: Inventory, request: Request) -> Answer:
        name = request["WorkteamName"]
        tags = rules.tags_with({}, request.get("Tags", []))
        if here.key(name) in here.teams:
            raise error_for("create-existing-team", team=name)
        rules.check_room(len(here.teams))
        workforce = self.workforces.take(here, request)
        team = Workteam(here.place, name, workforce, {}, tags)
        _apply(team.settings, request)
        if here.workforce is None:
            here.settle(workforce)
        here.teams[here.key(name)] = team
        return {"WorkteamArn": team.arn}

    def _update(self, here: Inventory, request: Request) -> Answer:
        team = _team(here, request["WorkteamName"], "update-absent-team")
        members = request.get("MemberDefinitions", [])
        if members:
            rules.check_belongs(team.workforce, members)
        _apply(team.settings, request)
        team.updated = time.time()
        return {"Workteam": self._shown(team)}

    def _delete(self, here: Inventory, request: Request) -> Answer:
        team = _team(here, request["WorkteamName"], "delete-absent-team")
        if running := self.jobs.running(team.name):
            raise ServiceError(
                "ResourceInUse", f"The work team {team.name} is in use by labeling jobs: {', '.join(running)}."
            )
        if self.jobs.is_reviewed(team.name) or flows.uses(here, team):
            refuse("team-reviewed", team=team.name)
        del here.teams[here.key(team.name)]
        self.jobs.forget(team.name)
        return {"Success": True}

    def _describe(self, here: Inventory, request: Request) -> Answer:
        return {"Workteam": self._shown(_team(here, request["WorkteamName"]))}

    def _list(self, here: Inventory, request: Request) -> Answer:
        teams = [self._shown(team) for team in here.teams.values()]
        named = [team for team in teams if request.get("NameContains", "") in team["WorkteamName"]]
        shown, more = page(_sorted(named, request, "WorkteamName"), request, self._items_per_page)
        return {"Workteams": shown, **more}

    def _list_tags(self, here: Inventory, request: Request) -> Answer:
        tags = self._tagged(here, request["ResourceArn"]).tags
        shown, more = page(_as_list(tags), request, min(TAGS_PER_PAGE, self._items_per_page))
        return {"Tags": shown, **more}

    def _add_tags(self, here: Inventory, request: Request) -> Answer:
        tagged = self._tagged(here, request["ResourceArn"])
        tagged.tags = rules.tags_with(tagged.tags, request["Tags"])
        return {"Tags": _as_list(tagged.tags)}

    def _delete_tags(self, here: Inventory, request: Request) -> Answer:
        tagged = self._tagged(here, request["ResourceArn"])
        tagged.tags = {key: value for key, value in tagged.tags.items() if key not in request["TagKeys"]}
        return {}

    def _tagged(self, here: Inventory, arn: str) -> Workteam | Workforce:
        workforce = self.workforces.present(here)
        return workforce if workforce is not None and workforce.arn == arn else _team_by_arn(here, arn)

    def _list_jobs(self, here: Inventory, request: Request) -> Answer:
        team = here.by_arn(request["WorkteamArn"])
        if team is None:
            raise ServiceError("ResourceNotFound", f"The work team {request['WorkteamArn']} doesn't exist.")
        jobs = [job.described(here.place) for job in self.jobs.of(team.name)]
        wanted = [
            job
            for job in jobs
            if request.get("JobReferenceCodeContains", "") in job["JobReferenceCode"]
            and request.get("CreationTimeAfter", 0) <= job["CreationTime"]
            and job["CreationTime"] <= request.get("CreationTimeBefore", job["CreationTime"])
        ]
        if request.get("SortOrder") == "Descending":
            wanted.reverse()
        shown, more = page(wanted, request, self._items_per_page)
        return {"LabelingJobSummaryList": shown, **more}


def _team(here: Inventory, name: str, question: str = "describe-absent-team") -> Workteam:
    team = here.teams.get(here.key(name))
    if team is None:
        raise error_for(question, team=name)
    return team


def _team_by_arn(here: Inventory, arn: str) -> Workteam:
    team = here.by_arn(arn)
    if team is None:
        raise error_for("tags-of-absent-team", arn=arn)
    return team


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

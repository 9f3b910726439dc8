"""A client of the emulated work-team service inside the process, with scripted faults, as the SDK's would behave."""

from __future__ import annotations

import contextlib
import copy
import time
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from botocore.exceptions import ClientError, ParamValidationError
from botocore.validate import ParamValidator

from local.sagemaker import Fault
from local.sagemaker.backend import Backend
from local.sagemaker.errors import ServiceError
from local.sagemaker.model import operation_model
from local.sagemaker.service import Service
from local.sagemaker.state import Place, Workforce, Workteam

if TYPE_CHECKING:
    from collections.abc import Callable

Effect: TypeAlias = Literal["never", "first", "later"]


class Call(NamedTuple):
    """One call, as it arrived."""

    operation: str
    request: dict[str, Any]


class _Scripted(NamedTuple):
    outcome: BaseException | dict[str, Any]
    effect: Effect


def client_error(operation: str, code: str, message: str = "", status: int = 400, retries: int = 0) -> ClientError:
    """Make the error that boto3 raises for an error answer, after so many retries of its own."""
    request_id = "5f1d7a52-6a6a-4b6e-9b3e-000000000000"
    metadata: Any = {"RequestId": request_id, "HTTPStatusCode": status, "RetryAttempts": retries}
    return ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}, operation)


def denied(operation: str) -> ClientError:
    """Make the error of a role without the right to a call."""
    action = f"sagemaker:{operation}"
    return client_error(operation, "AccessDeniedException", f"User is not authorized to perform: {action}")


def _method(operation: str) -> Callable[..., Any]:
    def call(client: FakeSageMaker, **request: Any) -> Any:
        return client._take(operation, request)

    return call


class FakeSageMaker:
    """The service and its client in one, for one account and Region; ``backend`` is what answers, by the clock ``now``.

    Its workforce is the one that a CreateWorkteam asks for, and takes everybody.
    """

    def __init__(
        self,
        account: str = "123456789012",
        region: str = "eu-west-1",
        *,
        case_insensitive: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.calls: list[Call] = []
        self.busy: dict[str, list[str]] = {}  # labeling jobs by the team that they use
        self.reviewed: set[str] = set()  # teams that a human review workflow refers to
        self.keeps_removed = False  # whether an update ignores that a topic or an access is taken away
        self.unsuccessful_deletes = 0  # how many are still answered by Success=false
        self.shows_portal = True
        self.backend = Backend(case_insensitive=case_insensitive, shows_empty=True, items_per_page=10, now=now)
        self._place = Place(account=account, region=region)
        self._service = Service(self.backend)
        self._faults: dict[str, deque[_Scripted]] = defaultdict(deque)
        self._before: dict[str, deque[Callable[[], object]]] = defaultdict(deque)
        self._under_way: list[Callable[[], object]] = []
        operation_model("CreateWorkteam")  # loads the model now, and not while a test's time runs

    create_workteam = _method("CreateWorkteam")
    update_workteam = _method("UpdateWorkteam")
    delete_workteam = _method("DeleteWorkteam")
    describe_workteam = _method("DescribeWorkteam")
    list_tags = _method("ListTags")
    add_tags = _method("AddTags")
    delete_tags = _method("DeleteTags")
    list_labeling_jobs_for_workteam = _method("ListLabelingJobsForWorkteam")

    @property
    def names(self) -> set[str]:
        """The names of all teams."""
        return {team.name for team in self.backend.inventory(self._place).teams.values()}

    @property
    def writes(self) -> list[str]:
        """The operations of all calls that change something, in order."""
        return [call.operation for call in self.calls if not call.operation.startswith(("Describe", "List"))]

    def arn(self, name: str) -> str:
        """Return the ARN that a team of that name has."""
        return self._place.arn(f"workteam/private-crowd/{name}")

    def team(self, name: str) -> Workteam:
        """Return a team, to look at and to change by hand."""
        here = self.backend.inventory(self._place)
        return here.teams[here.key(name)]

    def put(
        self, name: str, *, workforce: str = "default", tags: dict[str, str] | None = None, **settings: Any
    ) -> Workteam:
        """Place a team that somebody made."""
        here = self.backend.inventory(self._place)
        team = Workteam(self._place, name, Workforce(self._place, workforce), settings, dict(tags or {}))
        here.teams[here.key(name)] = team
        return team

    def remove(self, name: str) -> None:
        """Delete a team behind everybody's back."""
        here = self.backend.inventory(self._place)
        del here.teams[here.key(name)]

    def fail(self, operation: str, error: Exception, *, times: int = 1, effect: Effect = "never") -> None:
        """Let the next calls end with an error: without effect, after it, or before it (see `land`)."""
        self._faults[operation].extend([_Scripted(error, effect)] * times)

    def answer(self, operation: str, body: dict[str, Any], *, times: int = 1, effect: Effect = "first") -> None:
        """Let the next calls be answered with something else, after their effect or, as in `fail`, without it."""
        self._faults[operation].extend([_Scripted(body, effect)] * times)

    def forget_faults(self) -> None:
        """Let calls work again that were to fail."""
        self._faults.clear()

    def before(self, operation: str, action: Callable[[], object]) -> None:
        """Do something just before the next call of an operation."""
        self._before[operation].append(action)

    def land(self) -> None:
        """Let the calls take effect that were still under way when their client gave up."""
        while self._under_way:
            self._under_way.pop(0)()

    def _take(self, operation: str, request: dict[str, Any]) -> Any:
        shape: Any = operation_model(operation).input_shape
        found = ParamValidator().validate(request, shape)
        if found.has_errors():
            raise ParamValidationError(report=found.generate_report())
        self.calls.append(Call(operation, request))
        if self._before[operation]:
            self._before[operation].popleft()()
        if not self._faults[operation]:
            return self._answered(operation, request)
        scripted = self._faults[operation].popleft()
        if scripted.effect == "first":
            self._take_effect(operation, request)
        elif scripted.effect == "later":
            self._under_way.append(lambda: self._take_effect(operation, request))
        if isinstance(scripted.outcome, BaseException):
            raise scripted.outcome
        return copy.deepcopy(scripted.outcome)

    def _take_effect(self, operation: str, request: dict[str, Any]) -> None:
        with contextlib.suppress(ClientError):
            self._answered(operation, request)

    def _answered(self, operation: str, request: dict[str, Any]) -> Any:
        self._arrange(operation, request)
        try:
            answer = copy.deepcopy(self._service.call(operation, self._place, request))
        except ServiceError as error:
            raise client_error(operation, error.code, error.message, error.status) from None
        if team := answer.get("Workteam"):
            workforce, _ = team.pop("WorkforceArn"), team.pop("SubDomain")
            if self.shows_portal:  # one that can be foretold
                team["WorkforceArn"] = workforce.replace("private-crowd/", "")
                team["SubDomain"] = f"abc.labeling.{self._place.region}.sagemaker.aws"
        return answer

    def _arrange(self, operation: str, request: dict[str, Any]) -> None:
        if operation == "CreateWorkteam":
            self.backend.add_workforce(self._place, request.get("WorkforceName", "default"), "any")
        if operation == "UpdateWorkteam" and self.keeps_removed:
            self._service.faults.add(Fault(operation, "keep_on_removal", times=1))
        if operation == "DeleteWorkteam" and self.unsuccessful_deletes:
            self.unsuccessful_deletes -= 1
            self._service.faults.add(Fault(operation, "unsuccessful", times=1))
        self.backend.jobs.clear()
        for name in {*self.busy, *self.reviewed}:
            self.backend.set_busy(name, self.busy.get(name, []), reviewed=name in self.reviewed)
            for job in self.backend.jobs.of(name):
                job.pending = 0

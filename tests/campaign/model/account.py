"""The account's work teams, behind what the SDK takes for a network, with scripted faults."""

from __future__ import annotations

import copy
import functools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from campaign.model.world import Group, KilledError, World, current_task
from local.sagemaker.backend import Backend
from local.sagemaker.errors import ServiceError
from local.sagemaker.model import checked
from local.sagemaker.state import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.sagemaker.state import Workteam

ACCOUNT: Final = "123456789012"
REGION: Final = "eu-west-1"
PLACE: Final = Place(account=ACCOUNT, region=REGION)
READ_TIMEOUT_SECONDS: Final = 20.0
MUTATIONS: Final = frozenset({"CreateWorkteam", "UpdateWorkteam", "DeleteWorkteam", "AddTags", "DeleteTags"})

Kind: TypeAlias = Literal["throttle", "error", "deny", "drop", "slow", "crash", "unsuccessful", "unseen", "quote"]
Effect: TypeAlias = Literal["none", "first", "later"]


@dataclass(slots=True)
class Fault:
    """What hits the next calls of an operation: ``effect`` says whether and when the call takes effect all the same."""

    kind: Kind
    operation: str = "*"
    times: int = 1
    effect: Effect = "none"
    seconds: float = 0.0

    @property
    def passes(self) -> bool:
        """Whether the function must ride it out."""
        return self.times <= 4 and (
            self.kind in {"throttle", "deny", "unseen"}
            or (self.kind in {"error", "drop"} and self.effect != "later")
            or (self.kind == "slow" and self.seconds < READ_TIMEOUT_SECONDS)
        )


@dataclass(frozen=True, slots=True)
class Call:
    """A call that reached the service, when, and the error that it was answered with."""

    operation: str
    request: dict[str, Any]
    at: float
    error: str | None
    by: object = field(default=None, compare=False, repr=False)
    """The journal of the attempt that made it."""


@dataclass(frozen=True, slots=True)
class TeamImage:
    """All of a team that can be changed."""

    arn: str
    workforce: str
    settings: str
    tags: tuple[tuple[str, str], ...]


@dataclass
class Account:
    """One account in one Region."""

    world: World
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    backend: Backend = field(default_factory=Backend)

    def __post_init__(self) -> None:
        if self.workforce is None:
            self.replace_workforce("default")

    @property
    def workforce(self) -> str | None:
        """The name of the account's workforce."""
        shown = self.backend.run("ListWorkforces", PLACE, {})["Workforces"]
        return shown[0]["WorkforceName"] if shown else None

    @property
    def mutations(self) -> list[str]:
        """The calls that change something."""
        return [call.operation for call in self.calls if call.operation in MUTATIONS]

    def replace_workforce(self, name: str) -> None:
        """Make another workforce the account's; teams that are there stay in theirs."""
        self.backend.add_workforce(PLACE, name, "any")

    def teams(self) -> dict[str, Workteam]:
        """Every team by its name, to look at and to change by hand."""
        return self.backend.inventory(PLACE).teams

    def put(self, name: str, tags: dict[str, str], **settings: Any) -> None:
        """Make a team by hand."""
        self.backend.run(
            "CreateWorkteam",
            PLACE,
            {"WorkteamName": name, **settings, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]},
        )

    def image(self) -> dict[str, TeamImage]:
        """A picture of everything, to compare."""
        return {
            name: TeamImage(
                team.arn,
                team.workforce.name,
                json.dumps(team.settings, sort_keys=True),
                tuple(sorted(team.tags.items())),
            )
            for name, team in self.teams().items()
        }

    def copy(self, world: World) -> Account:
        """Another account that holds and will meet the same."""
        backend = Backend()
        backend._places, backend.jobs = copy.deepcopy((self.backend._places, self.backend.jobs))
        return Account(world, copy.deepcopy(self.faults), [], backend)

    def connect(self, request: Any, **_: object) -> AWSResponse:
        """Answer a request of the SDK in the place of its HTTP client."""
        operation = request.headers["X-Amz-Target"].decode().removeprefix("SageMaker.")
        return self._hit(operation, json.loads(request.body), request.url)

    def _hit(self, operation: str, request: dict[str, Any], url: str) -> AWSResponse:
        task = current_task()
        assert task is not None
        task.require_alive()
        task.scope.journal.append(operation)
        fault = self._next_fault(operation)
        if fault is None:
            return self._respond(operation, request, url)
        self.world.sleep(min(fault.seconds, READ_TIMEOUT_SECONDS))
        answer = self._respond(operation, request, url) if fault.effect == "first" else None
        if fault.effect == "later" and operation in MUTATIONS:
            late = functools.partial(self._outcome, operation, request, task.scope.journal)
            self.world.wake(self.world.spawn(late, Group()), self.world.now + 15)
        self.calls.append(Call(operation, request, self.world.now, fault.kind))
        match fault.kind:
            case "throttle":
                return _error(url, "ThrottlingException", "Rate exceeded")
            case "error":
                return _error(url, "InternalFailure", "Something went wrong", 500)
            case "deny":
                action = f"sagemaker:{operation}"
                return _error(url, "AccessDeniedException", f"User is not authorized to perform: {action}")
            case "unseen":
                return _error(url, "ValidationException", "The user group annotators doesn't exist.")
            case "quote":
                return _error(url, "ValidationException", f"1 validation error detected: {_quoted(request)}")
            case "unsuccessful":
                return _response(url, 200, {"Success": False})
            case "drop":
                raise ConnectionClosedError(endpoint_url=url)
            case "crash":
                self.world.kill(task.group)
                raise KilledError
            case "slow" if fault.seconds >= READ_TIMEOUT_SECONDS:
                if answer is None:
                    self._outcome(operation, request)
                raise ReadTimeoutError(endpoint_url=url)
            case _:
                return self._respond(operation, request, url) if answer is None else answer

    def _next_fault(self, operation: str) -> Fault | None:
        for fault in self.faults:
            wrong_call = fault.kind in {"unsuccessful", "unseen"} and operation != fault.operation
            if fault.operation in {operation, "*"} and fault.times and not wrong_call:
                fault.times -= 1
                return fault
        return None

    def _respond(self, operation: str, request: dict[str, Any], url: str) -> AWSResponse:
        outcome = self._outcome(operation, request)
        if isinstance(outcome, ServiceError):
            return _error(url, outcome.code, outcome.message, outcome.status)
        return _response(url, 200, outcome)

    def _outcome(self, operation: str, request: dict[str, Any], by: object = None) -> dict[str, Any] | ServiceError:
        try:
            outcome: dict[str, Any] | ServiceError = self.backend.run(operation, PLACE, checked(operation, request))
        except ServiceError as error:
            outcome = error
        code = outcome.code if isinstance(outcome, ServiceError) else None
        task = current_task()
        by = task.scope.journal if by is None and task is not None else by
        self.calls.append(Call(operation, request, self.world.now, code, by))
        return outcome


def _quoted(value: object) -> str:
    """Repeat every text of a request, as the service does with what it refuses."""
    if isinstance(value, dict):
        return "; ".join(
            f"Value {_quoted(inner)} at '{key}' failed to satisfy constraint" for key, inner in value.items()
        )
    return ", ".join(map(_quoted, value)) if isinstance(value, list) else f"'{value}'"


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._content


def _response(url: str, status: int, body: dict[str, Any]) -> AWSResponse:
    headers = HTTPHeaders.from_dict({"x-amzn-RequestId": "5f1d7a52-6a6a-4b6e-9b3e-000000000000"})
    return AWSResponse(url, status, headers, _Body(json.dumps(body).encode()))


def _error(url: str, code: str, message: str, status: int = 400) -> AWSResponse:
    return _response(url, status, {"__type": code, "message": message})

"""The account's work teams, workforces and app clients: the emulator's rules and state, with scripted faults."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, TypeVar

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from campaign.world.scheduler import FOREVER, Life, World
from local.sagemaker.backend import Backend
from local.sagemaker.errors import ServiceError
from local.sagemaker.model import checked
from local.sagemaker.state import Place
from support.account import ACCOUNT, MUTATIONS, REGION
from support.portal_service import OPERATIONS as PORTAL_OPERATIONS
from support.portal_service import PortalService
from workteam_provider.protocol.clock import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local.sagemaker.state import Workteam

T = TypeVar("T")
HERE: Final = Place(account=ACCOUNT, region=REGION)
ELSEWHERE: Final = Place(account=ACCOUNT, region="us-east-1")
READ_TIMEOUT_SECONDS: Final = 20.0
ALWAYS: Final = 10**9
GROUPS: Final = ("annotators", "reviewers")
"""Of every user pool."""

Kind: TypeAlias = Literal[
    "throttle", "error", "deny", "drop", "slow", "trickle", "crash", "unsuccessful", "unseen", "quote", "in use",
    "unusual", "no tags",
]  # fmt: skip
Effect: TypeAlias = Literal["none", "first", "later"]

_ERRORS: Final[dict[str, tuple[str, str, int]]] = {
    "throttle": ("ThrottlingException", "Rate exceeded", 400),
    "error": ("InternalFailure", "Something went wrong", 500),
    "deny": ("AccessDeniedException", "User is not authorized to perform: sagemaker:{}", 400),
    "unseen": ("ValidationException", "The user group annotators doesn't exist.", 400),
    "in use": ("ResourceInUse", "The work team is in use.", 400),
    "unusual": ("ValidationException", "Unusual.", 400),
    "no tags": ("ResourceNotFound", "The resource was not found.", 400),
}
_ONLY_FOR: Final = {
    "unsuccessful": ["DeleteWorkteam"],
    "unseen": ["CreateWorkteam", "UpdateWorkteam"],
    "no tags": ["ListTags"],
}


@dataclass(slots=True)
class Fault:
    """What hits the next calls of an operation.

    ``effect`` says whether and when a call takes effect all the same; ``seconds`` is how long a slow answer takes, and
    ``lasts`` how long the fault does once it has begun.
    """

    kind: Kind
    operation: str = "*"
    times: int = 1
    effect: Effect = "none"
    seconds: float = 0.0
    lasts: float | None = None
    _until: float = FOREVER

    def begin(self, now: float) -> Fault:
        """Let it last from now on."""
        self._until = FOREVER if self.lasts is None else now + self.lasts
        return self

    def hits(self, operation: str, now: float) -> bool:
        """Tell whether it hits a call that is made now."""
        return (
            self.operation in {operation, "*"}
            and self.times > 0
            and now < self._until
            and operation in _ONLY_FOR.get(self.kind, [operation])
        )


@dataclass(frozen=True, slots=True)
class Call:
    """A call that reached the service, when, the error that it was answered with, and the delivery that made it."""

    operation: str
    request: dict[str, Any]
    at: float
    error: str | None
    by: Life = field(compare=False, repr=False)


class TeamImage(NamedTuple):
    """A team to the byte."""

    arn: str
    workforce: str
    settings: dict[str, Any]
    tags: dict[str, str]
    updated: float


def meaning(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What makes two teams' settings, or property sets, equal to whoever uses them."""
    access = settings.get("WorkerAccessConfiguration", {}).get("S3Presign", {}).get("IamPolicyConstraints", {})
    return {
        "members": sorted(json.dumps(member, sort_keys=True) for member in settings["MemberDefinitions"]),
        "description": settings["Description"],
        "topic": settings.get("NotificationConfiguration", {}).get("NotificationTopicArn"),
        "access": sorted(key for key, value in access.items() if value == "Enabled"),
    }


@dataclass
class Account:
    """One account in one Region, and another Region that nobody should touch.

    Attributes
    ----------
    stack_status
        The status of a stack, by its id; ``None`` where there is no such stack.
    scheduled
        What a schedule hands over, by its group and name; ``None`` where there is no such schedule.
    """

    world: World
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.backend = Backend(now=lambda: self.world.now)
        self.portal = PortalService(lambda: self.world.now)
        self.stack_status: Callable[[str], str | None] = lambda _: "UPDATE_COMPLETE"
        self.scheduled: Callable[[str], dict[str, Any] | None] = lambda _: {}
        self.replace_workforce("default")

    @property
    def workforce(self) -> str:
        """The name of the account's workforce."""
        name: str = self.backend.run("ListWorkforces", HERE, {})["Workforces"][0]["WorkforceName"]
        return name

    def replace_workforce(self, name: str) -> None:
        """Make another workforce the account's; teams that are there stay in theirs."""
        self.backend.add_workforce(HERE, name, "any")

    def teams(self, place: Place = HERE) -> dict[str, Workteam]:
        """Every team by its name, to look at and to change by hand."""
        return self.backend.inventory(place).teams

    def make(self, name: str, tags: Mapping[str, str], place: Place = HERE, **settings: Any) -> None:
        """Make a team by hand."""
        member = {"UserPool": "eu-west-1_Theirs123", "UserGroup": "theirs", "ClientId": "theirs"}
        request = {
            "WorkteamName": name,
            "Description": "theirs",
            "MemberDefinitions": [{"CognitoMemberDefinition": member}],
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }
        self.backend.run("CreateWorkteam", place, request | settings)

    def image(self, place: Place = HERE) -> dict[str, TeamImage]:
        """A picture of everything, to compare."""
        return {
            name: TeamImage(team.arn, team.workforce.name, dict(team.settings), dict(team.tags), team.updated)
            for name, team in self.teams(place).items()
        }

    def copy(self, world: World) -> Account:
        """Another account that holds and will meet the same."""
        other = Account(world, copy.deepcopy(self.faults))
        other.stack_status, other.scheduled = self.stack_status, self.scheduled
        for name in ("_places", "_lag", "jobs"):
            setattr(other.backend, name, copy.deepcopy(getattr(self.backend, name)))
        return other

    def answer(self, operation: str, request: dict[str, Any], by: Life) -> dict[str, Any]:
        """Answer a call.

        Raises
        ------
        ServiceError
            The answer is an error.
        BotoCoreError
            There is no answer.
        """
        fault = next((fault for fault in self.faults if fault.hits(operation, self.world.now)), None)
        if fault is None:
            return self._carry_out(operation, request, by)
        fault.times -= 1
        outcome: Outcome[dict[str, Any]] = Outcome()

        def take_effect() -> None:
            outcome.settle(lambda: self._carry_out(operation, request, by))

        if fault.kind in {"slow", "trickle"}:
            return self._answer_late(fault, take_effect, outcome)
        if fault.effect == "first":
            take_effect()
        elif fault.effect == "later" and operation in MUTATIONS:
            self.world.spawn(take_effect, 15.0)
        self.calls.append(Call(operation, request, self.world.now, fault.kind, by))
        match fault.kind:
            case "crash":
                by.kill()
            case "drop":
                raise ConnectionClosedError(endpoint_url="")
            case "unsuccessful":
                return {"Success": False}
            case "quote":
                raise ServiceError("ValidationException", f"1 validation error detected: {_quoted(request)}")
        code, message, status = _ERRORS[fault.kind]
        raise ServiceError(code, message.format(operation), status)

    def _answer_late(
        self, fault: Fault, take_effect: Callable[[], None], outcome: Outcome[dict[str, Any]]
    ) -> dict[str, Any]:
        """Answer after a while, or not while anybody waits; what the service does goes on without its caller."""
        longest = READ_TIMEOUT_SECONDS if fault.kind == "slow" else FOREVER
        self.world.spawn(take_effect, min(fault.seconds, longest))
        self.world.sleep(min(fault.seconds, longest))
        if fault.seconds >= longest:
            raise ReadTimeoutError(endpoint_url="")
        return outcome.result()

    def _carry_out(self, operation: str, request: dict[str, Any], by: Life) -> dict[str, Any]:
        error: str | None = None
        try:
            if operation == "DescribeStacks":
                status = _there(self.stack_status(request["StackName"]), "ValidationError")
                return {"Stacks": [{"StackStatus": status}]}
            if operation == "GetSchedule":
                handed = self.scheduled(f"{request['GroupName']}/{request['Name']}")
                return {"Target": {"Input": json.dumps(_there(handed, "ResourceNotFoundException"))}}
            if operation == "ListGroups":
                return {"Groups": [{"GroupName": name} for name in GROUPS]}
            if operation in PORTAL_OPERATIONS:
                return self.portal.call(operation, request)
            return self.backend.run(operation, HERE, checked(operation, request))
        except ServiceError as refused:
            error = refused.code
            raise
        finally:
            self.calls.append(Call(operation, request, self.world.now, error, by))


def _there(found: T | None, code: str) -> T:
    if found is None:
        raise ServiceError(code, "It does not exist.")
    return found


def _quoted(value: object) -> str:
    """Repeat every text of a request, as the service does with what it refuses."""
    if isinstance(value, dict):
        return "; ".join(
            f"Value {_quoted(inner)} at '{key}' failed to satisfy constraint" for key, inner in value.items()
        )
    return ", ".join(map(_quoted, value)) if isinstance(value, list) else f"'{value}'"

"""What the function's unit tests share: a clock that nobody waits for, an event, and one event's run."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from support.fake_sagemaker import FakeSageMaker
from workteam_provider.contract import ADOPTED_TAG
from workteam_provider.deadline import Deadline
from workteam_provider.errors import WorkteamError
from workteam_provider.events import parse_event
from workteam_provider.lifecycle import FailureId, Lifecycle
from workteam_provider.ownership import Owner
from workteam_provider.workteams import Workteams

if TYPE_CHECKING:
    from collections.abc import Callable

    from workteam_provider.workteams import Workteam

STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/0a1b2c3d-0000-4000-8000-00000000000a"
OTHER_STACK_ID = STACK_ID.replace("stack/Stack/", "stack/Other/")
BUCKET = "https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com"
RESPONSE_URL = f"{BUCKET}/arn%3Aaws/Team?X-Amz-Signature=s3cr3t-signature"
OWNER = Owner.of(STACK_ID, "Team")
NAME = "crew"
TOPIC = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:123456789012:topic"}
SOURCE_IP = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}}


class Clock:
    """Stands in for the ``time`` module and for waiting; time passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._later: list[tuple[float, Callable[[], object]]] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 <= seconds < 60, f"an unreasonable pause of {seconds} seconds"
        self.now += seconds
        due = [item for item in self._later if item[0] <= self.now]
        self._later = [item for item in self._later if item[0] > self.now]
        for _, action in due:
            action()

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Do something once that much time has passed."""
        self._later.append((self.now + seconds, action))

    def event(self) -> ClockEvent:
        return ClockEvent(self)


class ClockEvent:
    """A ``threading.Event`` that waits on the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._set = False

    def set(self) -> None:
        self._set = True

    def is_set(self) -> bool:
        return self._set

    def wait(self, timeout: float) -> bool:
        if not self._set:
            self._clock.sleep(timeout)
        return self._set


def member(**changes: Any) -> dict[str, Any]:
    """Make a valid Cognito member."""
    fields = {"UserPool": "eu-west-1_AbCd12345", "UserGroup": "annotators", "ClientId": "client", **changes}
    return {"CognitoMemberDefinition": {key: value for key, value in fields.items() if value is not None}}


def oidc(*groups: str) -> dict[str, Any]:
    """Make an OIDC member."""
    return {"OidcMemberDefinition": {"Groups": list(groups)}}


def properties(**changes: Any) -> dict[str, Any]:
    """Make a valid property set; ``None`` leaves a property out."""
    given = {"WorkteamName": NAME, "MemberDefinitions": [member()], "Description": "labels things", **changes}
    return copy.deepcopy({key: value for key, value in given.items() if value is not None})


def raw_event(request_type: str = "Create", **changes: Any) -> dict[str, Any]:
    """Make an event as CloudFormation sends it; ``None`` leaves a field out."""
    event = {
        "RequestType": request_type,
        "ResponseURL": RESPONSE_URL,
        "StackId": STACK_ID,
        "RequestId": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "LogicalResourceId": "Team",
        "ResourceType": "Custom::SageMakerWorkteam",
        "ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:provider",
        "ResourceProperties": {"ServiceToken": "token", "ServiceTimeout": "900", **properties()},
        **changes,
    }
    return {key: value for key, value in event.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one event ended, and the physical id that goes into its answer."""

    physical_id: str
    team: Workteam | None
    error: WorkteamError | None

    @property
    def reason(self) -> str:
        assert self.error is not None, "it succeeded"
        return str(self.error)


@dataclass
class Scene:
    """One account, and events that reach it one after another; each is given ``seconds`` of time."""

    clock: Clock
    sagemaker: FakeSageMaker = field(default_factory=FakeSageMaker)
    stack_id: str = STACK_ID
    logical_id: str = "Team"
    seconds: float = 300

    def create(self, wanted: dict[str, Any] | None = None) -> Outcome:
        return self.run("Create", wanted)

    def update(self, physical_id: str, wanted: dict[str, Any], old: dict[str, Any] | None = None) -> Outcome:
        return self.run("Update", wanted, physical_id, old)

    def delete(self, physical_id: str, wanted: dict[str, Any] | None = None) -> Outcome:
        return self.run("Delete", wanted, physical_id)

    def run(
        self,
        request_type: str,
        wanted: dict[str, Any] | None,
        physical_id: str | None = None,
        old: dict[str, Any] | None = None,
    ) -> Outcome:
        """Handle one event up to its answer."""
        event = parse_event(
            raw_event(
                request_type,
                StackId=self.stack_id,
                LogicalResourceId=self.logical_id,
                PhysicalResourceId=physical_id,
                ResourceProperties=properties() if wanted is None else wanted,
                OldResourceProperties=old,
            )
        )
        deadline, failure_id = Deadline(self.seconds), FailureId(event)
        workteams = Workteams(self.sagemaker, deadline)
        lifecycle = Lifecycle(Owner.of(self.stack_id, self.logical_id), workteams, deadline, failure_id)
        self.sagemaker.calls.clear()
        try:
            match request_type:
                case "Delete":
                    lifecycle.delete(event)
                    return Outcome(failure_id.value, None, None)
                case "Update":
                    team = lifecycle.update(event)
                case _:
                    team = lifecycle.create(event)
        except WorkteamError as error:
            return Outcome(failure_id.value, None, error)
        return Outcome(team.arn, team, None)

    def put_ours(self, name: str = NAME, *, adopted: bool = False, **changes: Any) -> str:
        """Place a team that an earlier event of this owner made; returns its ARN."""
        settings = properties(WorkteamName=None, **changes)
        tags = {**Owner.of(self.stack_id, self.logical_id).tags, **({ADOPTED_TAG: "true"} if adopted else {})}
        return self.sagemaker.put(name, tags=tags, **settings).arn

    def put_strangers(self, name: str = NAME, tags: dict[str, str] | None = None) -> str:
        """Place somebody else's team; returns its ARN."""
        return self.sagemaker.put(
            name, tags=tags or {"team": "theirs"}, MemberDefinitions=[member(UserGroup="theirs")], Description="theirs"
        ).arn

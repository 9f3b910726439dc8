"""What the function's unit tests share: an event, one event's run, and what CloudFormation makes of several."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from unittest import mock

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from support.fake_sagemaker import FakeSageMaker, client_error
from workteam_provider.contract import OWNER_TAGS, RESOURCE_TYPE, STACK_TAG
from workteam_provider.handler import RESOURCES
from workteam_provider.protocol.attempt import Attempt, Owner
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.dispatch import Dispatch
from workteam_provider.protocol.environment import Stack
from workteam_provider.protocol.event import parse_event
from workteam_provider.workteam.claim import claim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.sagemaker.state import Workteam
    from support.clock import Clock
    from workteam_provider.protocol.errors import ResourceError

STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/0a1b2c3d-0000-4000-8000-00000000000a"
OTHER_STACK_ID = STACK_ID.replace("stack/Stack/", "stack/Other/")
BUCKET = "https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com"
RESPONSE_URL = f"{BUCKET}/arn%3Aaws/Team?X-Amz-Signature=s3cr3t-signature"
REQUEST_ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:provider"
NAME = "crew"
THEIRS = {"team": "theirs"}
ADOPT = {"AdoptExisting": "true"}
TOPIC = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:123456789012:topic"}
SOURCE_IP = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}}
Then: TypeAlias = Literal["goes on", "fails elsewhere", "is not answered"]


class Id:
    """Physical ids of the resource that the events are for."""

    ARN = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/crew"
    INVENTED = "Stack-Team-1ABCDEFGHIJKL"
    NOT_CREATED = f"not-created:Team:{REQUEST_ID}"
    IN_DOUBT = f"in-doubt:Team:{REQUEST_ID}"


class Failure:
    """How a call may end."""

    LOST = ReadTimeoutError(endpoint_url="https://api.sagemaker.eu-west-1.amazonaws.com/")
    CLOSED = ConnectionClosedError(endpoint_url="https://api.sagemaker.eu-west-1.amazonaws.com/")
    BROKEN = client_error("Any", "InternalFailure", "oops", 500)
    THROTTLED = client_error("Any", "ThrottlingException", "Rate exceeded")
    REFUSED = client_error("Any", "ValidationException", "no")
    NO_GROUP = client_error("Any", "ValidationException", "User group annotators was not found")


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
        "RequestId": REQUEST_ID,
        "LogicalResourceId": "Team",
        "ResourceType": "Custom::SageMakerWorkteam",
        "ServiceToken": FUNCTION_ARN,
        "ResourceProperties": {"ServiceToken": "token", "ServiceTimeout": "900", **properties()},
        **changes,
    }
    return {key: value for key, value in event.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one event is answered with."""

    physical_id: str
    data: Mapping[str, Any]
    error: ResourceError | None

    @property
    def reason(self) -> str:
        assert self.error is not None, "it succeeded"
        return str(self.error)


@dataclass
class Scene:
    """One account, and events that reach it one after another; each is given ``seconds`` of time."""

    clock: Clock
    sagemaker: FakeSageMaker
    stack_id: str = STACK_ID
    logical_id: str = "Team"
    request_id: str = REQUEST_ID
    function_arn: str = FUNCTION_ARN
    seconds: float = 300
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock.now

    @classmethod
    def at(cls, clock: Clock, *, case_insensitive: bool = False) -> Scene:
        """Make a new account."""
        return cls(clock, FakeSageMaker(case_insensitive=case_insensitive, now=lambda: clock.now))

    def of(self, **changes: Any) -> Scene:
        """Return the same account, for events of another request or resource."""
        return dataclasses.replace(self, **changes)

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
        """Handle one event up to its answer; no call of it changes a team that was not looked at since the last one."""
        event = parse_event(
            raw_event(
                request_type,
                StackId=self.stack_id,
                LogicalResourceId=self.logical_id,
                RequestId=self.request_id,
                PhysicalResourceId=physical_id,
                ResourceProperties=properties() if wanted is None else wanted,
                OldResourceProperties=old,
            )
        )
        attempt = Attempt(event, Deadline(self.seconds), self.function_arn)
        self.sagemaker.calls.clear()
        self.began = self.clock.now
        with mock.patch("workteam_provider.workteam.workteams.sagemaker", return_value=self.sagemaker):
            Dispatch(attempt, RESOURCES[RESOURCE_TYPE]).run(SimpleNamespace(get_remaining_time_in_millis=lambda: 0))
        self._require_proofs()
        return Outcome(attempt.physical_id, attempt.data, attempt.error)

    def _require_proofs(self) -> None:
        proved = False
        for call in self.sagemaker.calls:
            if call.operation in ("UpdateWorkteam", "DeleteWorkteam", "AddTags", "DeleteTags"):
                assert proved, f"{call.operation} of a team that was not proved to be ours since the last change"
                proved = False
            proved |= call.operation == "ListTags"

    @property
    def took(self) -> float:
        """Seconds since the last event began."""
        return self.clock.now - self.began

    @property
    def owner(self) -> Owner:
        """The resource that the events are for."""
        stack = Stack.parse(self.stack_id)
        assert stack is not None
        return Owner(self.stack_id, stack, self.logical_id, self.request_id)

    @property
    def tags(self) -> dict[str, str]:
        """The tags of a team that this request made."""
        return claim(self.owner, NAME)

    @property
    def team(self) -> Workteam:
        """The team of the usual name."""
        return self.sagemaker.team(NAME)

    def requests(self, operation: str) -> list[dict[str, Any]]:
        """Return the requests of the last event's calls of an operation."""
        return [call.request for call in self.sagemaker.calls if call.operation == operation]

    def lag(self, describe_workteam: float = 5.9, list_tags: float = 5.9) -> None:
        """Let reads show from now on what was so many seconds before."""
        self.sagemaker.backend.set_lag(describe_workteam, list_tags)

    def refuse(self, operation: str, code: str = "ValidationException", message: str = "no", times: int = 1) -> None:
        """Let the next calls of an operation be refused."""
        self.sagemaker.fail(operation, client_error(operation, code, message), times=times)

    def put_ours(self, name: str = NAME, *, adopted: bool = False, **changes: Any) -> str:
        """Place a team that an earlier event of this owner made; returns its ARN."""
        settings = properties(WorkteamName=None, **changes)
        return self.sagemaker.put(name, tags=claim(self.owner, name, adopting=adopted), **settings).arn

    def put_strangers(self, name: str = NAME, tags: dict[str, str] = THEIRS) -> str:
        """Place somebody else's team; returns its ARN."""
        return self.sagemaker.put(
            name, tags=tags, MemberDefinitions=[member(UserGroup="theirs")], Description="theirs"
        ).arn


@dataclass
class Deployed:
    """The resource as CloudFormation deploys it: what fails is rolled back, what was replaced is deleted."""

    scene: Scene
    properties: dict[str, Any] = field(default_factory=dict)
    physical_id: str | None = None
    _requests: int = 0

    def deploy(self, wanted: dict[str, Any], then: Then = "goes on") -> Outcome:
        """Create or update it. What was scripted to fail works again afterwards."""
        before = self.physical_id
        outcome = self._event("Create" if before is None else "Update", wanted, before, self.properties)
        self.scene.sagemaker.forget_faults()
        known = outcome.physical_id
        if then == "is not answered":
            known = before or Id.INVENTED
        if outcome.error is None and then == "goes on":
            self.properties, old, self.physical_id = wanted, self.properties, known
            if before not in (None, known):
                self._clean_up(before, old)
            return outcome
        if before is None:
            self._clean_up(known, wanted)
        else:
            back = self._event("Update", self.properties, known, wanted)
            assert (back.error, back.physical_id) == (None, before)
            if known != before:
                self._clean_up(known, wanted)
        return outcome

    def delete(self) -> None:
        """Delete it."""
        self._clean_up(self.physical_id, self.properties)
        self.properties, self.physical_id = {}, None

    def check(self) -> None:
        """Of all teams, the resource's alone is claimed, and it is what is wanted."""
        teams = [self.scene.sagemaker.team(name) for name in self.scene.sagemaker.names]
        ours = [team for team in teams if STACK_TAG in team.tags]
        assert [team.arn for team in ours] == ([] if self.physical_id is None else [self.physical_id])
        for team in ours:
            tags = {tag["Key"]: tag["Value"] for tag in self.properties.get("Tags", [])}
            assert effective(team.settings) == effective(self.properties)
            assert {key: team.tags[key] for key in team.tags if key not in (*OWNER_TAGS, *THEIRS)} == tags

    def _event(
        self, request_type: str, wanted: dict[str, Any], physical_id: str | None, old: dict[str, Any]
    ) -> Outcome:
        self._requests += 1
        return self.scene.of(request_id=f"{request_type}-{self._requests}").run(request_type, wanted, physical_id, old)

    def _clean_up(self, physical_id: str | None, wanted: dict[str, Any]) -> None:
        assert self._event("Delete", wanted, physical_id, {}).error is None


def effective(settings: dict[str, Any]) -> dict[str, Any]:
    """Keep of settings or properties what the service can't but tell apart."""
    access = settings.get("WorkerAccessConfiguration", {}).get("S3Presign", {}).get("IamPolicyConstraints", {})
    return {
        "MemberDefinitions": settings["MemberDefinitions"],
        "Description": settings["Description"],
        "NotificationConfiguration": settings.get("NotificationConfiguration", {}),
        "WorkerAccessConfiguration": {name for name, value in access.items() if value == "Enabled"},
    }

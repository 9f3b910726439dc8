"""A tick of a team's watch: what was changed by hand is named, and healed where it is proved ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from unit.function.scene import ADOPT, SOURCE_IP, STACK_ID, TOPIC, Id, Scene, member, oidc, properties
from unit.function.watch.ticks import SCHEDULE_ARN, Watching, told
from workteam_provider.contract import CLAIM_TAG, OWNER_TAGS, STACK_TAG, TICK
from workteam_provider.protocol.errors import MalformedEventError, UnanswerableError
from workteam_provider.watch.template import BEING_CHANGED, NOT_SCHEDULED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TAGS = [{"Key": "team", "Value": "red"}]
WANTED = properties(NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP, Tags=TAGS)


@dataclass
class UserPool:
    """Cognito's client, with one group a page."""

    groups: list[str] = field(default_factory=lambda: ["others", "annotators"])

    def list_groups(self, UserPoolId: str, NextToken: str = "0") -> dict[str, Any]:  # noqa: N803
        assert UserPoolId == "eu-west-1_AbCd12345"
        at = int(NextToken)
        page = {"Groups": [{"GroupName": name} for name in self.groups[at : at + 1]]}
        return page | ({"NextToken": str(at + 1)} if at + 1 < len(self.groups) else {})


@dataclass
class Watch(Watching):
    """One deployed team and its ticks."""

    scene: Scene = field(kw_only=True)
    pool: UserPool = field(default_factory=UserPool)
    wanted: dict[str, Any] = field(default_factory=lambda: WANTED)

    def tick(self, *, heal: bool = False, changes: Mapping[str, object] | None = None) -> Any:
        self.scene.sagemaker.calls.clear()
        event = {
            "ResourceType": "Custom::SageMakerWorkteam",
            "LogicalResourceId": "Team",
            "PhysicalResourceId": Id.ARN,
            "ResourceProperties": self.wanted,
            "Heal": "true" if heal else "false",
            **(changes or {}),
        }
        return self.hand_over(
            {"workteam.workteams.sagemaker": self.scene.sagemaker, "watch.groups.cognito": self.pool}, **event
        )

    @property
    def settings(self) -> dict[str, Any]:
        return self.scene.team.settings


@pytest.fixture
def watch(scene: Scene) -> Watch:
    assert scene.create(WANTED).error is None
    scene.clock.sleep(10)
    return Watch(scene=scene)


def change(**settings: Any) -> Callable[[Watch], object]:
    return lambda watch: watch.settings.update(settings)


def untag(*keys: str) -> Callable[[Watch], object]:
    return lambda watch: [watch.scene.team.tags.pop(key) for key in keys]


def gone(watch: Watch) -> None:
    watch.scene.sagemaker.backend.inventory(watch.scene.sagemaker._place).teams.clear()


BY_HAND: list[tuple[Callable[[Watch], object], list[str]]] = [
    (change(Description="by hand"), ["Description"]),
    (change(MemberDefinitions=[member(UserGroup="others")]), ["MemberDefinitions"]),
    (change(MemberDefinitions=[member(), member(UserGroup="others")]), ["MemberDefinitions"]),
    (change(NotificationConfiguration={}), ["NotificationConfiguration"]),
    (change(WorkerAccessConfiguration={}), ["WorkerAccessConfiguration"]),
    (change(Description="by hand", NotificationConfiguration={}), ["Description", "NotificationConfiguration"]),
    (untag("team"), ["Tags"]),
    (lambda watch: watch.scene.team.tags.update(team="blue"), ["Tags"]),
]
UNHEALABLE: list[tuple[Callable[[Watch], object], list[str]]] = [
    (gone, ["Workteam"]),
    (untag(STACK_TAG), ["OwnershipTags"]),
    (untag(*(set(OWNER_TAGS) & {STACK_TAG, CLAIM_TAG})), ["OwnershipTags"]),
    (lambda watch: watch.scene.team.tags.update({STACK_TAG: STACK_ID + "x"}), ["OwnershipTags"]),
]

GROUPS: list[tuple[Callable[[Watch], object], list[str]]] = [
    (lambda watch: watch.pool.groups.remove("annotators"), ["UserGroup"]),
    (lambda watch: watch.pool.groups.clear(), ["UserGroup"]),
]


def test_p76_no_change_is_silence(
    watch: Watch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.clear()

    assert watch.tick(heal=True) == {}
    assert [call.operation for call in watch.scene.sagemaker.calls] == ["DescribeWorkteam", "ListTags"]
    assert (watch.stacks.asked, caplog.records, told(capsys)) == ([], [], [0])


@pytest.mark.parametrize(("by_hand", "named"), [*BY_HAND, *UNHEALABLE, *GROUPS])
def test_p76_a_change_by_hand_is_named_and_left(
    watch: Watch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    by_hand: Callable[[Watch], object],
    named: list[str],
) -> None:
    by_hand(watch)
    caplog.clear()

    assert watch.tick() == {"drifted": tuple(named)}
    assert watch.scene.sagemaker.writes == []
    (line,) = caplog.records
    assert (line.message, vars(line)["resource"], vars(line)["drifted"]) == ("drifted", "Stack/Team", named)
    assert told(capsys) == [len(named)]


@pytest.mark.parametrize(("by_hand", "named"), BY_HAND)
def test_p78_a_change_by_hand_is_healed_where_asked(
    watch: Watch, by_hand: Callable[[Watch], object], named: list[str]
) -> None:
    by_hand(watch)

    assert watch.tick(heal=True) == {"drifted": tuple(named), "healed": tuple(named)}
    watch.scene.clock.sleep(10)
    assert watch.tick() == {}


@pytest.mark.parametrize(("by_hand", "named"), UNHEALABLE)
@pytest.mark.parametrize("adopt", [{}, ADOPT])
def test_p78_what_is_not_proved_ours_is_not_healed(
    watch: Watch, by_hand: Callable[[Watch], object], named: list[str], adopt: dict[str, str]
) -> None:
    by_hand(watch)
    watch.wanted = {**WANTED, **adopt, "Description": "of the template"}

    drifted = watch.tick(heal=True)["drifted"]

    assert drifted[0] == named[0]
    assert watch.scene.sagemaker.writes == []


@pytest.mark.parametrize(
    "status", ["UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "ROLLBACK_FAILED", "DELETE_COMPLETE", "GONE"]
)
@pytest.mark.parametrize("by_hand", [change(Description="by hand"), gone])
def test_p78_a_deployment_is_not_disturbed(
    watch: Watch, capsys: pytest.CaptureFixture[str], status: str, by_hand: Callable[[Watch], object]
) -> None:
    by_hand(watch)
    watch.stacks.statuses = [status]

    assert watch.tick(heal=True) == {"unseen": BEING_CHANGED}
    assert watch.stacks.asked == [STACK_ID]
    assert (watch.scene.sagemaker.writes, told(capsys)) == ([], [])


def test_p76_what_reads_do_not_show_yet_is_no_drift(watch: Watch) -> None:
    changed = {**WANTED, "Description": "new"}
    watch.scene.lag()
    assert watch.scene.update(Id.ARN, changed, WANTED).error is None
    watch.wanted = changed

    assert watch.tick() == {}


@pytest.mark.parametrize("operation", ["DescribeWorkteam", "ListTags"])
@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_p76_what_cannot_be_read_is_not_called_drift(
    watch: Watch, capsys: pytest.CaptureFixture[str], operation: str, code: str
) -> None:
    watch.settings["Description"] = "by hand"
    watch.scene.refuse(operation, code, times=1000)

    seen = watch.tick(heal=True)

    assert (list(seen), code in seen["unseen"]) == (["unseen"], True)
    assert (watch.scene.sagemaker.writes, told(capsys)) == ([], [])


@pytest.mark.parametrize(
    "given",
    [
        {"ResourceProperties": {**WANTED, "Description": "of a newer template"}},
        {"Heal": "false"},
        {"LogicalResourceId": "Another"},
        {"StackId": STACK_ID + "0"},
        {"PhysicalResourceId": Id.ARN + "0"},
    ],
)
def test_p78_what_the_schedule_does_not_hand_over_any_more_is_nothing(
    watch: Watch, capsys: pytest.CaptureFixture[str], given: dict[str, Any]
) -> None:
    watch.settings["Description"] = "by hand"
    watch.tick()
    capsys.readouterr()
    watch.schedules.given = {**watch.schedules.handed_over, "Heal": "true", **given}

    assert watch.tick(heal=True) == {"unseen": NOT_SCHEDULED}
    assert watch.schedules.asked[-1] == ("group", "name")
    assert (watch.scene.sagemaker.writes, told(capsys)) == ([], [])


@pytest.mark.parametrize(
    "arn", [None, "", "arn:aws:scheduler:eu-west-1:123456789012:schedule/name", "x" + SCHEDULE_ARN]
)
def test_p78_a_tick_that_no_schedule_made_is_nothing(watch: Watch, arn: str | None) -> None:
    watch.settings["Description"] = "by hand"

    assert watch.tick(heal=True, changes={"ScheduleArn": arn}) == {"unseen": NOT_SCHEDULED}
    assert (watch.schedules.asked, watch.scene.sagemaker.writes) == ([], [])


def test_p78_a_tick_of_a_schedule_that_is_gone_is_nothing(watch: Watch) -> None:
    watch.settings["Description"] = "by hand"
    watch.schedules.gone = True

    assert watch.tick(heal=True) == {"unseen": NOT_SCHEDULED}
    assert watch.scene.sagemaker.writes == []


def test_p78_a_stack_that_cannot_be_read_is_left_alone(watch: Watch) -> None:
    watch.settings["Description"] = "by hand"
    watch.stacks.statuses = ["DENIED"]

    assert "AccessDenied" in watch.tick(heal=True)["unseen"]
    assert watch.scene.sagemaker.writes == []


def test_p78_healing_ends_before_a_deployment_can_have_come_by(watch: Watch) -> None:
    watch.settings["Description"] = "by hand"
    watch.scene.refuse("UpdateWorkteam", "ThrottlingException", times=1000)
    began = watch.scene.clock.now

    seen = watch.tick(heal=True)

    assert seen["drifted"] == ("Description",)
    assert "healed" not in seen
    assert watch.scene.clock.now - began < 6 + 10


def test_p78_a_group_is_not_made(watch: Watch) -> None:
    watch.pool.groups.clear()

    assert watch.tick(heal=True) == {"drifted": ("UserGroup",)}
    assert watch.scene.sagemaker.writes == []


def test_groups_of_oidc_are_not_looked_for(scene: Scene) -> None:
    wanted = properties(MemberDefinitions=[oidc("labelers")])
    assert scene.create(wanted).error is None

    assert Watch(scene=scene, pool=UserPool([]), wanted=wanted).tick() == {}


@pytest.mark.parametrize("value", ["2", "", 1, None, True])
def test_only_the_exact_marker_is_a_tick(watch: Watch, value: object) -> None:
    with pytest.raises(UnanswerableError):
        watch.tick(changes={TICK: value})
    assert watch.scene.sagemaker.calls == []


@pytest.mark.parametrize("field", ["StackId", "LogicalResourceId"])
def test_a_tick_of_nothing_is_refused(watch: Watch, field: str) -> None:
    with pytest.raises(MalformedEventError, match=field):
        watch.tick(changes={field: None})


def test_a_team_of_another_account_is_not_looked_at(watch: Watch) -> None:
    other = Id.ARN.replace("123456789012", "210987654321")

    assert watch.tick(heal=True, changes={"PhysicalResourceId": other}) == {"drifted": ("Workteam",)}
    assert watch.scene.sagemaker.calls == []

"""What each event says in the log of what it did and why: one line a decision, and no more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest

from support.fake_sagemaker import client_error
from unit.function.scene import NAME, OWNER, Scene, properties

if TYPE_CHECKING:
    from collections.abc import Callable

Said: TypeAlias = list[tuple[str, dict[str, Any]]]

ARN: Final = OWNER.arn_of(NAME)
NEW_ARN: Final = OWNER.arn_of("new")
INVENTED_ID: Final = "Stack-Team-1ABCDEFGHIJKL"
OLD, NEW = properties(), properties(WorkteamName="new")
ADOPTING: Final = properties(AdoptExisting="true")
CREATED: Final = ("created the team", {"workteamArn": ARN})
CREATED_NEW: Final = ("created the team", {"workteamArn": NEW_ARN})
DELETED: Final = ("deleted the team", {"workteamArn": ARN})
REPLACING: Final = ("replacing the team by one of another name", {"workteamName": "new"})
ADOPTED: Final = ("adopted an existing team that no resource owned", {"workteamArn": ARN})


def create(scene: Scene) -> None:
    scene.create()


def update_nothing(scene: Scene) -> None:
    scene.update(scene.put_ours(), OLD, OLD)


def update_settings(scene: Scene) -> None:
    topic = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:123456789012:topic"}
    scene.update(scene.put_ours(), properties(NotificationConfiguration=topic, Description="other"), OLD)


def add_a_tag(scene: Scene) -> None:
    scene.update(scene.put_ours(), properties(Tags=[{"Key": "cost", "Value": "1"}]), OLD)


def remove_a_tag(scene: Scene) -> None:
    arn = scene.put_ours()
    scene.sagemaker.team(NAME).tags["cost"] = "1"
    scene.update(arn, OLD, properties(Tags=[{"Key": "cost", "Value": "1"}]))


def change_tags(scene: Scene) -> None:
    arn = scene.put_ours()
    scene.sagemaker.team(NAME).tags |= {"cost": "1", "kept": "1"}
    before = [{"Key": "cost", "Value": "1"}, {"Key": "kept", "Value": "1"}]
    after = [{"Key": "kept", "Value": "1"}, {"Key": "added", "Value": "1"}]
    scene.update(arn, properties(Tags=after), properties(Tags=before))


def rename(scene: Scene) -> None:
    scene.update(scene.put_ours(), NEW, OLD)


def heal(scene: Scene) -> None:
    scene.update(ARN, OLD, OLD)


def roll_a_lost_rename_back(scene: Scene) -> None:
    scene.put_ours()
    scene.put_ours("new")
    scene.update(ARN, OLD, NEW)


def adopt(scene: Scene) -> None:
    scene.put_strangers(tags={"team": "theirs"})
    scene.sagemaker.team(NAME).settings = {key: OLD[key] for key in ("MemberDefinitions", "Description")}
    scene.create(ADOPTING)


def delete(scene: Scene) -> None:
    scene.delete(scene.put_ours())


def delete_nobodys(scene: Scene) -> None:
    scene.delete("not-created:Team:1")


def delete_absent(scene: Scene) -> None:
    scene.delete(ARN)


def delete_unanswered(scene: Scene) -> None:
    scene.put_ours()
    scene.delete(INVENTED_ID)


def delete_unanswered_absent(scene: Scene) -> None:
    scene.delete(INVENTED_ID)


def delete_unanswered_strangers(scene: Scene) -> None:
    scene.put_strangers()
    scene.delete(INVENTED_ID)


def delete_unanswered_adoption(scene: Scene) -> None:
    scene.put_ours(adopted=True)
    scene.delete(INVENTED_ID, ADOPTING)


def be_refused(scene: Scene) -> None:
    scene.sagemaker.fail("CreateWorkteam", client_error("CreateWorkteam", "ValidationException", "no"))
    scene.create()


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (create, [CREATED]),
        (update_nothing, []),
        (
            update_settings,
            [
                (
                    "updated the team in place",
                    {"workteamName": NAME, "sent": ["Description", "MemberDefinitions", "NotificationConfiguration"]},
                )
            ],
        ),
        (add_a_tag, [("changed the team's tags", {"workteamName": NAME, "tagKeys": ["cost"]})]),
        (remove_a_tag, [("changed the team's tags", {"workteamName": NAME, "tagKeys": ["cost"]})]),
        (change_tags, [("changed the team's tags", {"workteamName": NAME, "tagKeys": ["added", "cost"]})]),
        (rename, [REPLACING, CREATED_NEW]),
        (heal, [("the team was deleted by somebody else; creating it again", {"workteamName": NAME}), CREATED]),
        (
            roll_a_lost_rename_back,
            [
                (
                    "looking at the team of a replacement that was rolled back unanswered",
                    {"workteamName": "new"},
                ),
                ("deleted the team", {"workteamArn": NEW_ARN}),
            ],
        ),
        (adopt, [ADOPTED]),
        (delete, [DELETED]),
        (delete_nobodys, [("nothing to delete: the physical id names no team of ours", {})]),
        (delete_absent, [("nothing to delete: there is no such team", {"workteamName": NAME})]),
        (delete_unanswered, [DELETED]),
        (delete_unanswered_absent, [("nothing to delete: the unanswered request left no team", {})]),
        (delete_unanswered_strangers, [("left alone: the team is gone or not ours", {"workteamArn": ARN})]),
        (delete_unanswered_adoption, [("released the adopted team", {"workteamArn": ARN})]),
        (be_refused, []),
    ],
)
def test_p43_each_decision_is_a_line(
    scene: Scene, caplog: pytest.LogCaptureFixture, happens: Callable[[Scene], None], said: Said
) -> None:
    with caplog.at_level(logging.INFO, "workteam_provider"):
        happens(scene)

    assert [(record.getMessage(), _fields(record)) for record in caplog.records] == said


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    ordinary = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}
    return {name: value for name, value in record.__dict__.items() if name not in ordinary}

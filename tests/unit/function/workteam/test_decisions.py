"""What each event says in the log of what it did and why: one line a decision, and no more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from unit.function.scene import ADOPT, NAME, TOPIC, Id, Scene, properties

if TYPE_CHECKING:
    from collections.abc import Callable

Act: TypeAlias = "Callable[[Scene], object]"
Line: TypeAlias = tuple[str, dict[str, Any]]
OLD, NEW = properties(), properties(WorkteamName="new")
CHANGED = properties(NotificationConfiguration=TOPIC, Description="other")


def line(message: str, **fields: Any) -> Line:
    return message, fields


def tags(*keys: str) -> dict[str, Any]:
    return properties(Tags=[{"Key": key, "Value": "1"} for key in keys])


def update(wanted: dict[str, Any], old: dict[str, Any]) -> Act:
    return lambda scene: scene.update(Id.ARN, wanted, old)


def delete(physical_id: str, wanted: dict[str, Any] = OLD) -> Act:
    return lambda scene: scene.delete(physical_id, wanted)


def put_two(scene: Scene) -> None:
    scene.put_ours()
    scene.put_ours("new")


def put_unowned(scene: Scene) -> None:
    scene.put_ours()
    scene.team.tags = {}


def put_one_that_is_deleted_meanwhile(scene: Scene) -> None:
    scene.put_ours()
    scene.refuse("DeleteWorkteam", "ResourceNotFound")
    scene.clock.after(0.1, lambda: scene.sagemaker.remove(NAME))


def refuse(scene: Scene) -> None:
    scene.refuse("CreateWorkteam", "Refused")


OURS = Scene.put_ours
CREATED = line("created the team", workteamName=NAME)
DELETED = line("deleted the team", workteamArn=Id.ARN)
UPDATED = line(
    "updated the team in place",
    workteamName=NAME,
    sent=["Description", "MemberDefinitions", "NotificationConfiguration"],
)
FAILED = line(
    "failed",
    errorClass="ServiceError",
    reason="CreateWorkteam failed with Refused: no (AWS request 5f1d7a52-6a6a-4b6e-9b3e-000000000000)",
)
CASES: list[tuple[Act | None, Act, list[Line]]] = [
    (None, Scene.create, [CREATED]),
    (refuse, Scene.create, [FAILED]),
    (OURS, update(OLD, OLD), []),
    (OURS, update(CHANGED, OLD), [UPDATED]),
    (OURS, update(tags("a"), OLD), [line("changed the team's tags", workteamName=NAME, tagKeys=["a"])]),
    (OURS, update(OLD, tags("b")), [line("changed the team's tags", workteamName=NAME, tagKeys=["b"])]),
    (OURS, update(tags("a"), tags("b")), [line("changed the team's tags", workteamName=NAME, tagKeys=["a", "b"])]),
    (
        OURS,
        update(NEW, OLD),
        [
            line("replacing the team by one of another name", workteamName="new"),
            line("created the team", workteamName="new"),
        ],
    ),
    (
        None,
        update(OLD, OLD),
        [line("the team was deleted outside CloudFormation; creating it again", workteamName=NAME), CREATED],
    ),
    (
        put_two,
        update(OLD, NEW),
        [
            line("checking for a team left by a replacement whose response was lost", workteamName="new"),
            line("deleted the team", workteamArn=Id.ARN.replace("crew", "new")),
        ],
    ),
    (
        put_unowned,
        lambda scene: scene.create({**OLD, **ADOPT}),
        [line("adopted an existing team that no resource owned", workteamArn=Id.ARN)],
    ),
    (OURS, delete(Id.ARN), [DELETED]),
    (
        OURS,
        delete(Id.NOT_CREATED),
        [line("nothing to delete: the physical id is not that of a team of this resource")],
    ),
    (None, delete(Id.ARN), [line("nothing to delete: there is no such team", workteamName=NAME)]),
    (
        lambda scene: scene.of(logical_id="Another").put_ours(),
        delete(Id.ARN),
        [line("nothing to delete: the team of that name is another resource's", workteamName=NAME)],
    ),
    (
        put_one_that_is_deleted_meanwhile,
        delete(Id.ARN),
        [line("deleted the team, though that was not the first answer", workteamArn=Id.ARN)],
    ),
    (OURS, delete(Id.INVENTED), [DELETED]),
    (None, delete(Id.INVENTED), [line("nothing to delete: the unanswered request left no team")]),
    (
        Scene.put_strangers,
        delete(Id.INVENTED),
        [line("left alone: the team is gone or not this resource's", workteamArn=Id.ARN)],
    ),
    (
        lambda scene: scene.of(request_id="next").put_ours(),
        delete(Id.IN_DOUBT),
        [line("left alone: another request made the team", workteamArn=Id.ARN)],
    ),
    (
        lambda scene: scene.put_ours(adopted=True),
        delete(Id.INVENTED, {**OLD, **ADOPT}),
        [line("released the adopted team", workteamArn=Id.ARN)],
    ),
]


@pytest.mark.parametrize(("put", "happens", "said"), CASES)
def test_p43_each_decision_is_a_line(
    scene: Scene, caplog: pytest.LogCaptureFixture, put: Act | None, happens: Act, said: list[Line]
) -> None:
    if put is not None:
        put(scene)
    with caplog.at_level(logging.INFO, "workteam_provider"):
        happens(scene)

    ordinary = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}
    assert said == [
        (record.getMessage(), {name: value for name, value in record.__dict__.items() if name not in ordinary})
        for record in caplog.records
    ]

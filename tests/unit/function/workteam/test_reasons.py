"""Reasons name the very team, owner and workforce that they are about; each kind of error has one here."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from unit.function.scene import (
    ADOPT,
    NAME,
    OTHER_STACK_ID,
    SOURCE_IP,
    STACK_ID,
    THEIRS,
    TOPIC,
    Id,
    Outcome,
    Scene,
    properties,
)
from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG, problems
from workteam_provider.workteam import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from workteam_provider.protocol.errors import ResourceError

OTHERS = {STACK_TAG: OTHER_STACK_ID, LOGICAL_ID_TAG: "Crew"}
OTHER = "the resource Crew of the stack Other"
LAST = "DeleteWorkteam failed with ResourceInUse: no (AWS request 5f1d7a52-6a6a-4b6e-9b3e-000000000000)"
WRONG = {"Surprise": "x", "Description": "\n"}


def create(scene: Scene, tags: dict[str, str]) -> Outcome:
    scene.put_strangers(tags=tags)
    return scene.create()


def adopt(scene: Scene) -> Outcome:
    scene.put_strangers()
    scene.clock.after(5, lambda: scene.team.tags.update(OTHERS))
    return scene.create(properties(**ADOPT))


def read_no_tags(scene: Scene) -> Outcome:
    scene.refuse("ListTags", "ResourceNotFound", times=99)
    return scene.delete(scene.put_ours())


def take_away(scene: Scene) -> Outcome:
    given = {"WorkerAccessConfiguration": SOURCE_IP, "NotificationConfiguration": TOPIC}
    scene.sagemaker.keeps_removed = True
    scene.sagemaker.put(NAME, tags=scene.tags, **properties(**given))
    return scene.update(Id.ARN, properties(), properties(**given))


def delete(scene: Scene) -> Outcome:
    scene.sagemaker.busy[NAME] = ["job"]
    scene.refuse("DeleteWorkteam", "ResourceInUse", times=999)
    return scene.delete(scene.put_ours())


def vanish(scene: Scene) -> Outcome:
    scene.sagemaker.before("ListTags", lambda: scene.sagemaker.remove(NAME))
    return scene.update(scene.put_ours(), properties(), properties())


REASONS: list[tuple[Callable[[Scene], Outcome], ResourceError]] = [
    (lambda scene: scene.create(WRONG), errors.InvalidPropertiesError(list(problems(WRONG)))),
    (lambda scene: create(scene, OTHERS), errors.NameTakenError(Id.ARN, OTHER)),
    (lambda scene: create(scene, THEIRS), errors.NameTakenError(Id.ARN, None)),
    (adopt, errors.NameTakenError(Id.ARN, OTHER)),
    (
        lambda scene: scene.delete(scene.put_strangers(tags={LOGICAL_ID_TAG: "Team"})),
        errors.UnprovedError(Id.ARN, {STACK_TAG: STACK_ID}, "deleted"),
    ),
    (read_no_tags, errors.TagsUnreadableError(Id.ARN)),
    (
        lambda scene: scene.update(scene.put_ours(), properties(WorkforceName="another"), properties()),
        errors.WorkforceChangeError(NAME, "default", "another"),
    ),
    (take_away, errors.RemovalIgnoredError(NAME, ["NotificationConfiguration", "WorkerAccessConfiguration"])),
    (delete, errors.StillInUseError(Id.ARN, ["job"], LAST)),
    (vanish, errors.TeamVanishedError(NAME)),
]


@pytest.mark.parametrize(("happens", "expected"), REASONS)
def test_p20_a_reason_names_what_it_is_about(
    scene: Scene, happens: Callable[[Scene], Outcome], expected: ResourceError
) -> None:
    outcome = happens(scene)

    assert (type(outcome.error), outcome.reason) == (type(expected), str(expected))


def test_every_kind_of_error_has_a_reason_here() -> None:
    own = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__}
    assert own == {type(expected) for _, expected in REASONS}
    assert all(f"── {kind.__name__}" in str(errors.__doc__) for kind in own)


@pytest.mark.parametrize(
    ("error", "way_out"),
    [
        (errors.NameTakenError(Id.ARN, OTHER), "if that resource is gone, remove the tags"),
        (errors.NameTakenError(Id.ARN, None), "set `AdoptExisting` to true"),
        (errors.NameTakenError(Id.ARN, None, may_adopt=False), "does not allow `AdoptExisting`"),
        (errors.WorkforceChangeError("a", "b", "c"), "change `WorkteamName` too"),
        (errors.RemovalIgnoredError("a", ["X", "Y"]), "`X` and `Y`"),
        (errors.StillInUseError(Id.ARN, None, LAST), "its labeling jobs could not be listed"),
        (errors.StillInUseError(Id.ARN, [], LAST), "no labeling job that uses it was found"),
        (errors.TagsUnreadableError(Id.ARN), "try again"),
        (errors.TeamVanishedError("a"), "deploy again"),
        (
            errors.InvalidPropertiesError(list(problems({str(key): "x" for key in range(50)}))),
            "; and 47 more; nothing was",
        ),
    ],
)
def test_p20_p40_p81_a_reason_says_what_to_do_and_not_too_much(error: ResourceError, way_out: str) -> None:
    assert way_out in str(error)
    assert len(str(error)) < 960

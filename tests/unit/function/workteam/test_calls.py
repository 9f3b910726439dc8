"""Which calls usual events make: each one more takes time, and counts against a limit that an account shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from unit.function.scene import NAME, SOURCE_IP, TOPIC, Scene, properties
from workteam_provider.workteam.claim import derived_name

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN: Final = properties()
RESTRICTED: Final = {"NotificationConfiguration": TOPIC, "WorkerAccessConfiguration": SOURCE_IP}
UNNAMED: Final = properties(WorkteamName=None)
IN_DEFAULT: Final = {**UNNAMED, "WorkforceName": "default"}
TAGGED: Final = properties(Tags=[{"Key": "cost", "Value": "1"}])


def update(wanted: dict[str, Any], old: dict[str, Any], **settings: Any) -> Callable[[Scene], object]:
    """Update a team that has more ``settings``; its name was derived, naming no workforce, where ``old`` has none."""

    def happens(scene: Scene) -> object:
        name = NAME if "WorkteamName" in old else derived_name(scene.owner, None)
        return scene.update(scene.put_ours(name, **settings), wanted, old)

    return happens


def refuse_update(scene: Scene) -> None:
    scene.refuse("UpdateWorkteam")
    update({**UNNAMED, "Description": "new"}, IN_DEFAULT)(scene)


@pytest.mark.parametrize(
    ("happens", "calls"),
    [
        (Scene.create, "CreateWorkteam DescribeWorkteam"),
        (update(properties(Description="new"), PLAIN), "DescribeWorkteam ListTags UpdateWorkteam"),
        (update(PLAIN, {**PLAIN, **RESTRICTED}, **RESTRICTED), "DescribeWorkteam ListTags UpdateWorkteam"),
        (update(TAGGED, PLAIN), "DescribeWorkteam ListTags AddTags"),
        (update(PLAIN, TAGGED), "DescribeWorkteam ListTags DeleteTags"),
        (update(properties(WorkteamName="new"), PLAIN), "CreateWorkteam DescribeWorkteam"),
        (update(UNNAMED, UNNAMED), "DescribeWorkteam ListTags"),
        (update(IN_DEFAULT, UNNAMED), "DescribeWorkteam DescribeWorkteam ListTags"),
        (update(UNNAMED, IN_DEFAULT), "DescribeWorkteam ListTags DescribeWorkteam"),
        (refuse_update, "DescribeWorkteam ListTags UpdateWorkteam DescribeWorkteam"),
    ],
)
def test_a_usual_event_makes_no_call_too_many(scene: Scene, happens: Callable[[Scene], object], calls: str) -> None:
    happens(scene)
    assert " ".join(call.operation for call in scene.sagemaker.calls) == calls

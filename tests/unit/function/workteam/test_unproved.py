"""Ownership tags that somebody stripped, cut or respelled: no write needs no proof, and the reason puts them back."""

from __future__ import annotations

import copy
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from unit.function.scene import ADOPT, NAME, TOPIC, Deployed, Scene, properties
from workteam_provider.contract import CLAIM_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.protocol.text import LONGEST_REASON
from workteam_provider.workteam.errors import TeamVanishedError, UnprovedError

if TYPE_CHECKING:
    from collections.abc import Callable

COST = {"Key": "cost", "Value": "1"}
WANTED = properties(Tags=[COST], NotificationConfiguration=TOPIC)
WRITES: list[dict[str, Any]] = [
    {"Description": "new"},
    {"NotificationConfiguration": {}},
    {"Tags": []},
    {"Tags": [{"Key": "cost", "Value": "2"}]},
    {"Tags": [COST, {"Key": "more", "Value": ""}]},
]


def without(*keys: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda tags: {key: value for key, value in tags.items() if key not in keys}


def claim_another(tags: dict[str, str]) -> dict[str, str]:
    return {key: value.replace(NAME, "other") for key, value in tags.items()}


def empty(tags: dict[str, str]) -> dict[str, str]:
    return {**tags, STACK_TAG: "", LOGICAL_ID_TAG: ""}


SPOILT: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "stripped": without(STACK_TAG, LOGICAL_ID_TAG, CLAIM_TAG),
    "no stack": without(STACK_TAG),
    "no logical id": without(LOGICAL_ID_TAG),
    "lower case": lambda tags: {key: value.lower() for key, value in tags.items()},
    "another claim": claim_another,
    "empty": empty,
}


@pytest.fixture(params=SPOILT)
def deployed(scene: Scene, request: pytest.FixtureRequest, adopted: bool) -> Deployed:
    """Deploy the resource, and spoil its team's tags."""
    deployed = Deployed(scene)
    if adopted:
        scene.put_strangers()
    deployed.deploy({**WANTED, **ADOPT} if adopted else WANTED)
    deployed.properties = WANTED
    scene.team.tags = SPOILT[request.param](scene.team.tags)
    return deployed


@pytest.fixture(params=[False, True], ids=["made", "adopted"])
def adopted(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def do_as_told(scene: Scene, reason: str) -> dict[str, str]:
    """Run the command in a reason; returns the tags that it puts back."""
    command = shlex.split(reason[reason.index("aws sagemaker add-tags") : reason.index(" - if not")])
    assert command[:6] == ["aws", "sagemaker", "add-tags", "--resource-arn", scene.team.arn, "--tags"]
    pairs = [pair.removeprefix("Key=").split(",Value=") for pair in command[6:]]
    scene.sagemaker.add_tags(ResourceArn=scene.team.arn, Tags=[{"Key": key, "Value": value} for key, value in pairs])
    return dict(pairs)


@pytest.mark.parametrize("change", [{}, {"ServiceTimeout": "60"}, {"AdoptExisting": "false"}])
def test_p58_an_update_that_needs_no_write_succeeds_and_so_does_its_rollback(
    scene: Scene, deployed: Deployed, change: dict[str, Any]
) -> None:
    before = copy.deepcopy(scene.team)

    for then in ("fails elsewhere", "is not answered", "goes on"):
        assert deployed.deploy({**WANTED, **change}, then).error is None
        assert scene.sagemaker.writes == []
    assert scene.team == before


@pytest.mark.parametrize("change", WRITES)
def test_p58_one_that_needs_a_write_fails_rolls_back_and_says_how_to_put_the_tags_back(
    scene: Scene, deployed: Deployed, change: dict[str, Any]
) -> None:
    before = copy.deepcopy(scene.team)

    outcome = deployed.deploy({**WANTED, **change})

    assert isinstance(outcome.error, UnprovedError)
    assert "the team was not changed:" in outcome.reason
    assert (outcome.physical_id, scene.team) == (scene.team.arn, before)
    put_back = do_as_told(scene, outcome.reason)
    assert all(before.tags.get(key) != value for key, value in put_back.items())
    assert deployed.deploy({**WANTED, **change}).error is None
    deployed.check()


def test_p21_p58_a_delete_fails_and_works_once_the_tags_are_back(scene: Scene, deployed: Deployed) -> None:
    outcome = scene.delete(scene.team.arn, WANTED)

    assert isinstance(outcome.error, UnprovedError)
    do_as_told(scene, outcome.reason)
    deployed.delete()
    assert scene.sagemaker.names == set()


def test_p58_a_rollback_of_what_was_never_written_needs_no_write(scene: Scene, deployed: Deployed) -> None:
    tried = {**WANTED, "Description": "never written", "Tags": [{"Key": "never", "Value": "written"}]}

    assert scene.update(scene.team.arn, WANTED, tried).error is None
    assert scene.sagemaker.writes == []


def test_p54_p58_reads_that_lag_make_no_write_of_what_was_written(scene: Scene, deployed: Deployed) -> None:
    scene.team.settings["Description"] = "an older one"
    scene.lag()
    scene.team.settings["Description"] = WANTED["Description"]

    outcome = scene.update(scene.team.arn, WANTED, WANTED)

    assert (outcome.error, scene.sagemaker.writes) == (None, [])


@pytest.mark.parametrize("at", ["ListTags", "DescribeWorkteam"])
def test_p32_p58_a_team_that_is_deleted_meanwhile_is_told(scene: Scene, deployed: Deployed, at: str) -> None:
    scene.sagemaker.before("DescribeWorkteam", lambda: None)
    scene.sagemaker.before(at, lambda: scene.sagemaker.remove(NAME))

    outcome = scene.update(scene.team.arn, WANTED, WANTED)

    assert isinstance(outcome.error, TeamVanishedError)
    assert NAME in outcome.reason


def test_p31_p58_who_may_adopt_needs_no_tags(deployed: Deployed) -> None:
    assert deployed.deploy({**WANTED, **ADOPT, "Description": "new"}).error is None
    deployed.check()


def test_p43_p58_a_reason_holds_its_command_whole_for_the_longest_names(scene: Scene) -> None:
    scene = scene.of(stack_id=scene.stack_id.replace("stack/Stack/", f"stack/{'S' * 128}/"), logical_id="L" * 255)
    name = "n" * 63
    arn = scene.create(properties(WorkteamName=name)).physical_id
    scene.sagemaker.team(name).tags = {CLAIM_TAG: "x/y"}

    outcome = scene.delete(arn)

    assert isinstance(outcome.error, UnprovedError)
    assert len(f"{outcome.reason} (request {scene.request_id})") <= LONGEST_REASON

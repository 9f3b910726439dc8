"""Another name or workforce: the new team first, the old one untouched until its own Delete."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from unit.function.scene import ADOPT, NAME, THEIRS, Deployed, Failure, Id, Scene, properties
from workteam_provider.protocol.errors import OutOfTimeError, ServiceError
from workteam_provider.workteam.claim import derived_name
from workteam_provider.workteam.errors import InvalidPropertiesError

if TYPE_CHECKING:
    from support.clock import Clock
    from unit.function.scene import Then

OLD, NEW = properties(WorkteamName="old"), properties(WorkteamName="new")
UNNAMED, ELSEWHERE = properties(WorkteamName=None), properties(WorkteamName=None, WorkforceName="another")
DEFAULT = properties(WorkteamName=None, WorkforceName="default")
ALL_FAILING: list[Then] = ["fails elsewhere", "is not answered"]
ALL: list[Then] = [*ALL_FAILING, "goes on"]


@pytest.fixture
def deployed(scene: Scene) -> Deployed:
    return Deployed(scene)


@pytest.mark.parametrize(
    ("old", "new"),
    [(OLD, NEW), (OLD, UNNAMED), (UNNAMED, NEW), (UNNAMED, ELSEWHERE), (ELSEWHERE, DEFAULT), (DEFAULT, ELSEWHERE)],
)
def test_p27_the_old_team_is_left_untouched_until_its_own_delete(
    scene: Scene, deployed: Deployed, old: dict[str, Any], new: dict[str, Any]
) -> None:
    arn = deployed.deploy(old).physical_id
    before = copy.deepcopy(scene.sagemaker.team(arn.rpartition("/")[2]))
    for then in ALL_FAILING:
        assert deployed.deploy(new, then).physical_id != arn
        deployed.check()
        assert scene.sagemaker.team(before.name).settings == before.settings

    outcome = scene.update(arn, new, old)

    assert (outcome.error, scene.took) == (None, 0)
    assert outcome.physical_id != arn
    assert scene.delete(arn, old).error is None
    assert {scene.sagemaker.arn(name) for name in scene.sagemaker.names} == {outcome.physical_id}


@pytest.mark.parametrize(("error", "seconds"), [(Failure.LOST, 75), (OutOfTimeError(), 25)])
def test_p17_p27_a_rename_still_under_way_when_it_is_rolled_back_leaves_no_orphan(
    scene: Scene, deployed: Deployed, error: Exception, seconds: float
) -> None:
    arn = deployed.deploy(OLD).physical_id
    scene.sagemaker.fail("CreateWorkteam", error, times=99, effect="later")
    scene.clock.after(seconds, scene.sagemaker.land)

    assert deployed.deploy(NEW).physical_id == arn
    scene.sagemaker.land()
    deployed.check()


def test_p20_p27_a_strangers_team_in_the_way_is_no_lost_replacement(
    scene: Scene, deployed: Deployed, foreign: dict[str, str]
) -> None:
    deployed.deploy(OLD)
    scene.put_strangers("new", foreign)
    before = copy.deepcopy(scene.sagemaker.team("new"))

    assert deployed.deploy(NEW).error is not None
    assert scene.sagemaker.team("new") == before


def test_p56_our_tags_copied_onto_another_team_make_it_nobodys(scene: Scene, deployed: Deployed) -> None:
    deployed.deploy(OLD)
    scene.put_strangers("new", {**THEIRS, **scene.sagemaker.team("old").tags})
    before = copy.deepcopy(scene.sagemaker.team("new"))

    assert deployed.deploy(NEW).error is not None
    deployed.delete()
    assert scene.delete(before.arn, NEW).error is not None
    assert scene.sagemaker.team("new") == before


@pytest.mark.parametrize("name", ["bad name!", "x" * 64, "a-" * 12 + "a" * 40, "-", "ümlaut", 5, ["list"], ""])
def test_p17_p27_the_rollback_of_a_refused_name_succeeds(deployed: Deployed, name: object) -> None:
    deployed.deploy(OLD)

    assert isinstance(deployed.deploy(properties(WorkteamName=name)).error, InvalidPropertiesError)
    deployed.check()


@pytest.mark.parametrize("case_insensitive", [False, True])
@pytest.mark.parametrize("removed", [False, True])
def test_p29_p35_a_change_of_letter_case_never_leaves_no_team(
    clock: Clock, case_insensitive: bool, removed: bool
) -> None:
    deployed = Deployed(Scene.at(clock, case_insensitive=case_insensitive))
    deployed.deploy(properties(WorkteamName="Crew", Tags=[{"Key": "project", "Value": "rails"}]))
    if removed:
        deployed.scene.sagemaker.remove("Crew")

    for then in ALL[2 * removed :]:
        assert deployed.deploy(properties(WorkteamName="crew"), then).error is None
        deployed.check()
    assert deployed.scene.sagemaker.names == {"Crew" if case_insensitive and not removed else "crew"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (UNNAMED, DEFAULT),
        (DEFAULT, UNNAMED),
        (ELSEWHERE, UNNAMED),
        (properties(), properties(WorkforceName="default")),
        (properties(WorkforceName="default"), properties()),
    ],
)
@pytest.mark.parametrize("then", ALL)
@pytest.mark.parametrize("change", [{}, {"Description": "new"}])
def test_p63_naming_the_teams_own_workforce_or_no_longer_naming_it_replaces_nothing_and_waits_for_nothing(
    scene: Scene, deployed: Deployed, old: dict[str, Any], new: dict[str, Any], then: Then, change: dict[str, Any]
) -> None:
    arn = deployed.deploy(old).physical_id
    began = scene.clock.now

    assert deployed.deploy({**new, **change}, then).error is None
    assert deployed.deploy({**old, **change}).error is None

    assert (deployed.physical_id, scene.clock.now) == (arn, began)
    deployed.check()


@pytest.mark.parametrize("named", [DEFAULT, properties(WorkteamName=None, WorkforceName="default", Description="new")])
def test_p63_a_rename_after_the_workforce_was_named_waits_for_nothing(
    scene: Scene, deployed: Deployed, named: dict[str, Any]
) -> None:
    deployed.deploy(UNNAMED)
    deployed.deploy(named)
    began = scene.clock.now

    assert deployed.deploy(NEW).error is None
    assert scene.clock.now == began


def test_p27_a_rename_that_fails_undoes_an_unnamed_replacement_that_was_lost(scene: Scene, deployed: Deployed) -> None:
    arn = deployed.deploy(UNNAMED).physical_id
    lost = derived_name(scene.owner, "another")
    scene.put_ours(lost)
    scene.refuse("CreateWorkteam")

    assert scene.update(arn, NEW, ELSEWHERE).error is not None
    assert lost not in scene.sagemaker.names


def test_p20_p29_a_strangers_team_of_a_derived_name_is_not_taken_for_the_one_before(
    scene: Scene, deployed: Deployed
) -> None:
    stranger = scene.put_strangers(derived_name(scene.owner, None))
    deployed.deploy(OLD)

    outcome = deployed.deploy(DEFAULT)

    assert (outcome.error, outcome.physical_id) == (None, scene.sagemaker.arn(derived_name(scene.owner, "default")))
    assert scene.sagemaker.team(stranger.rpartition("/")[2]).tags == THEIRS


def test_p31_a_strangers_team_that_a_rename_adopts_keeps_its_own_tag_of_a_key_that_ours_had(
    scene: Scene, deployed: Deployed
) -> None:
    deployed.deploy({**OLD, "Tags": [{"Key": key, "Value": "ours"} for key in THEIRS]})
    scene.put_strangers("new")

    assert deployed.deploy({**NEW, **ADOPT}).error is None
    assert scene.sagemaker.team("new").tags.items() >= THEIRS.items()


def test_p27_p63_whatever_came_before_a_rollback_ends_where_it_began(deployed: Deployed) -> None:
    deployed.deploy(UNNAMED)
    for wanted in (DEFAULT, ELSEWHERE, NEW, UNNAMED, DEFAULT, OLD, DEFAULT, UNNAMED, OLD, ELSEWHERE, UNNAMED):
        for then in ALL:
            assert deployed.deploy(wanted, then).error is None
            deployed.check()


def test_p29_the_name_of_an_unnamed_team_tells_its_workforce(scene: Scene) -> None:
    names = {derived_name(scene.owner, "another")}

    assert scene.create(ELSEWHERE).error is None
    assert scene.sagemaker.names == names
    deleted = scene.delete(Id.IN_DOUBT, ELSEWHERE)
    assert (deleted.error, deleted.data, scene.sagemaker.names) == (None, {}, set())
    assert scene.update(Id.IN_DOUBT, ELSEWHERE, ELSEWHERE).error is None
    assert scene.sagemaker.names == names


def test_p58_p63_naming_the_workforce_of_a_team_without_tags_replaces_nothing(scene: Scene, deployed: Deployed) -> None:
    arn = deployed.deploy(UNNAMED).physical_id
    scene.sagemaker.team(arn.rpartition("/")[2]).tags = {}

    outcome = scene.update(arn, DEFAULT, UNNAMED)

    assert (outcome.error, outcome.physical_id, scene.sagemaker.writes) == (None, arn, [])


def test_p32_an_unnamed_team_deleted_outside_cloudformation_is_made_again_in_another_workforce(
    scene: Scene, deployed: Deployed
) -> None:
    arn = deployed.deploy(UNNAMED).physical_id
    scene.sagemaker.remove(arn.rpartition("/")[2])

    assert scene.update(arn, ELSEWHERE, UNNAMED).error is None
    assert scene.sagemaker.names == {derived_name(scene.owner, "another")}


@pytest.mark.parametrize("stays", [False, True])
def test_p27_a_rollback_that_fails_undoes_the_lost_replacement_and_tells_its_own_error(
    scene: Scene, stays: bool
) -> None:
    scene.put_ours()
    scene.put_ours("new")
    scene.refuse("UpdateWorkteam")
    if stays:
        scene.refuse("DeleteWorkteam", "AccessDeniedException", times=99)

    outcome = scene.update(Id.ARN, properties(Description="old"), NEW)

    assert isinstance(outcome.error, ServiceError)
    assert outcome.error.operation == "UpdateWorkteam"
    assert ("new" in scene.sagemaker.names, NAME in scene.sagemaker.names) == (stays, True)

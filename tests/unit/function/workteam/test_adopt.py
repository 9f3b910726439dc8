"""AdoptExisting: what nobody owns is taken over, and given back where that fails."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from unit.function.scene import ADOPT, NAME, STACK_ID, THEIRS, TOPIC, Failure, Id, Scene, effective, properties
from workteam_provider.contract import ADOPTED_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.workteam.claim import claim
from workteam_provider.workteam.errors import NameTakenError, TeamVanishedError, UnprovedError, WorkforceChangeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.fake_sagemaker import Effect

ADOPTING = properties(**ADOPT)
ANOTHERS = {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Another"}


def test_p31_takes_over_an_unowned_team_converges_it_and_says_so(
    scene: Scene, unproved: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    arn = scene.put_strangers(tags=unproved)
    wanted = {**ADOPTING, "NotificationConfiguration": TOPIC, "Tags": [{"Key": "cost", "Value": "1"}]}

    with caplog.at_level("INFO"):
        outcome = scene.create(wanted)

    assert (outcome.error, outcome.physical_id) == (None, arn)
    assert scene.team.tags == {**unproved, "cost": "1", **claim(scene.owner, NAME, adopting=True)}
    assert effective(scene.team.settings) == effective(wanted)
    assert any("adopted" in record.getMessage() for record in caplog.records)
    assert scene.delete(arn, wanted).error is None
    assert scene.sagemaker.names == set()


@pytest.mark.parametrize("allowed", [True, False])
def test_p31_p80_does_not_take_over_what_it_may_not(
    scene: Scene, anothers: dict[str, str], allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put_strangers(tags=anothers if allowed else THEIRS)
    before = copy.deepcopy(scene.team)
    monkeypatch.setenv("ALLOW_ADOPTION", str(allowed))

    outcome = scene.create(ADOPTING)

    assert isinstance(outcome.error, NameTakenError)
    assert ("does not allow" in outcome.reason) == (not allowed)
    assert (outcome.physical_id, scene.team) == (Id.NOT_CREATED, before)


def test_p28_another_workforce_is_refused_before_any_change(scene: Scene) -> None:
    scene.put_strangers()
    before = copy.deepcopy(scene.team)

    assert isinstance(scene.create({**ADOPTING, "WorkforceName": "another"}).error, WorkforceChangeError)
    assert scene.team == before


def test_p31_a_redelivered_adoption_that_fails_is_given_back(scene: Scene) -> None:
    scene.put_strangers()
    for error in (KeyboardInterrupt(), Failure.REFUSED):
        scene.sagemaker.fail("UpdateWorkteam", error)  # type: ignore[arg-type]
        assert scene.create(ADOPTING).physical_id == Id.IN_DOUBT

    assert scene.delete(Id.IN_DOUBT, ADOPTING).error is None
    assert scene.team.tags == THEIRS


@pytest.mark.parametrize("effect", ["never", "first"])
@pytest.mark.parametrize("error", [Failure.LOST, Failure.THROTTLED])
@pytest.mark.parametrize("physical_id", [Id.IN_DOUBT, Id.INVENTED])
@pytest.mark.parametrize("claimed", [True, False])
def test_p31_p52_p55_a_team_that_was_given_back_unanswered_is_given_back(
    scene: Scene, effect: Effect, error: Exception, physical_id: str, claimed: bool
) -> None:
    scene.put_ours(adopted=True)
    older = {STACK_TAG: scene.stack_id, LOGICAL_ID_TAG: "Team", ADOPTED_TAG: "true"}
    scene.team.tags = {**THEIRS, **(scene.team.tags if claimed else older)}
    scene.sagemaker.fail("DeleteTags", error, effect=effect)

    assert scene.delete(physical_id, ADOPTING).error is None
    assert scene.team.tags == THEIRS


@pytest.mark.parametrize("seconds", [0.1, 5.9, 6.1])
def test_p31_an_adoption_that_another_resource_won_changes_nothing(
    scene: Scene, anothers: dict[str, str], seconds: float
) -> None:
    scene.put_strangers()
    scene.sagemaker.fail("AddTags", Failure.LOST, effect="first")
    scene.clock.after(seconds, lambda: setattr(scene.team, "tags", {**THEIRS, **anothers}))

    outcome = scene.create(ADOPTING)

    assert isinstance(outcome.error, NameTakenError)
    assert scene.team.tags == {**THEIRS, **anothers}
    assert scene.sagemaker.writes == ["CreateWorkteam", "AddTags"][: 1 + (seconds > 6)]


@pytest.mark.parametrize("update", [False, True])
def test_p24_a_team_that_is_shown_though_it_is_gone_has_vanished(scene: Scene, update: bool) -> None:
    scene.put_ours()
    scene.lag(list_tags=0)
    scene.sagemaker.remove(NAME)
    scene.refuse("CreateWorkteam", "ResourceInUse", "work team already exists")

    outcome = scene.update(Id.ARN, properties(Description="new"), properties()) if update else scene.create()

    assert isinstance(outcome.error, TeamVanishedError)
    assert "work team crew existed" in outcome.reason


@pytest.mark.parametrize(
    ("then", "error", "words"),
    [
        (lambda scene: None, UnprovedError, "the team was not taken over:"),
        (lambda scene: scene.put_strangers(tags=ANOTHERS), NameTakenError, "belongs to the resource Another of"),
        (lambda scene: scene.sagemaker.remove(NAME), TeamVanishedError, "work team crew existed"),
    ],
    ids=["nothing", "another's", "gone"],
)
def test_p31_an_adoption_that_is_not_shown_fails(
    scene: Scene, then: Callable[[Scene], object], error: type[Exception], words: str
) -> None:
    scene.put_strangers()
    scene.sagemaker.answer("AddTags", {}, effect="never")
    scene.sagemaker.before("AddTags", lambda: scene.clock.after(0.1, lambda: then(scene)))

    outcome = scene.create(ADOPTING)

    assert isinstance(outcome.error, error)
    assert words in outcome.reason
    assert error is TeamVanishedError or Id.ARN in outcome.reason


def test_p31_a_team_that_another_resource_took_between_two_tries_is_not_adopted(scene: Scene) -> None:
    scene.put_strangers()
    scene.sagemaker.fail("AddTags", Failure.CLOSED)
    scene.sagemaker.before("AddTags", lambda: scene.clock.after(0.1, lambda: scene.put_strangers(tags=ANOTHERS)))

    outcome = scene.create(ADOPTING)

    assert isinstance(outcome.error, NameTakenError)
    assert outcome.reason.startswith(f"the work team {Id.ARN} exists already")
    assert "it belongs to the resource Another of this stack" in outcome.reason
    assert scene.team.tags == ANOTHERS

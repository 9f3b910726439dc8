"""Promise 78 for the sign-in: a tick that heals may come at any moment of any deployment, and breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from campaign.crash.plans import Plan
from campaign.sign_in.campaign import LEFT_OVER, may_leave_addresses
from campaign.sign_in.invariants import after_deployment, after_stack, at_the_end
from campaign.sign_in.operations import Operation, operations
from campaign.watch.ticking import WatchedSignIn, require_silence
from campaign.world.account import Fault
from campaign.world.process import lambda_environment
from campaign.world.stack import cloudformation_in
from support.portal_service import CALLBACKS, OTHER_CLIENT, POOL, properties
from workteam_provider.watch.template import BEING_CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS = {operation.name: operation for operation in operations()}
CHANGED = properties(ClientDigest="d2")
ANOTHER = properties(ClientId=OTHER_CLIENT, ClientDigest="d2")
HEALED = {"drifted": ("CallbackURLs",), "healed": ("CallbackURLs",)}


@pytest.fixture(autouse=True)
def _in_lambda() -> Iterator[None]:
    with lambda_environment(silent=True):
        yield


def play(operation: Operation, plan: Plan, wanted: dict[str, Any] | None) -> WatchedSignIn:
    scene = WatchedSignIn(operation, plan, wanted)
    with cloudformation_in(scene.world):
        scene.prepare()
        status = scene.operate()
        scene.world.sleep(60)
        broken = [*at_the_end(scene, status), *after_deployment(scene)]
        scene.continue_rollback()
        scene.delete()
        broken += after_stack(scene)
    if may_leave_addresses(scene):
        broken = [one for one in broken if one.invariant not in LEFT_OVER]
    assert not broken, f"{plan}, {scene.ticks.found}: {broken}"
    return scene


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_p78_a_tick_at_any_moment_of_a_deployment_writes_nothing(operation: Operation) -> None:
    require_silence(play, operation)


@pytest.mark.parametrize("wanted", [CHANGED, ANOTHER], ids=["client changed", "another client"])
@pytest.mark.parametrize("seconds", range(1, 16))
def test_p78_what_a_tick_began_to_heal_before_a_deployment_is_right_after_the_next_tick(
    seconds: int, wanted: dict[str, Any]
) -> None:
    scene = WatchedSignIn(Operation(name="update", before=properties(), wanted=wanted), Plan(), properties())
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.account.portal.change_client(CallbackURLs=["https://by-hand.example"])
        scene.world.sleep(10)
        scene.account.faults.append(Fault("throttle", "UpdateUserPoolClient", times=2))
        scene.world.spawn(scene.ticks.tick)
        scene.world.sleep(seconds)
        assert scene.operate() == "UPDATE_COMPLETE"
        # as the workforce's own resource does
        scene.account.portal.put_workforce(CognitoConfig={"UserPool": POOL, "ClientId": wanted["ClientId"]})
        scene.world.sleep(60)
        scene.ticks.wanted = wanted
        scene.world.do(scene.ticks.tick)

        assert [one for one in after_deployment(scene) if one.invariant == "nobody gets in"] == []
        assert scene.ticks.found[-1] in ({}, HEALED)


def test_p77_what_was_changed_by_hand_is_healed_and_the_rest_is_left() -> None:
    scene = WatchedSignIn(Operation(name="none", before=properties()), Plan(), properties())
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.account.portal.change_client(CallbackURLs=["https://by-hand.example"])
        scene.world.sleep(10)
        scene.world.do(scene.ticks.tick)
        scene.world.do(scene.ticks.tick)

        assert scene.ticks.found == [HEALED, {}]
        assert set(scene.account.portal.settings()["CallbackURLs"]) == {"https://by-hand.example", *CALLBACKS}


def test_p78_a_tick_after_the_stack_is_gone_does_nothing() -> None:
    scene = WatchedSignIn(Operation(name="delete", before=properties()), Plan(), properties())
    with cloudformation_in(scene.world):
        scene.prepare()
        scene.delete()
        scene.account.stack_status = lambda _: "DELETE_COMPLETE"
        scene.world.do(scene.ticks.tick)

    assert (scene.ticks.found, scene.ticks.writes) == ([{"unseen": BEING_CHANGED}], [])

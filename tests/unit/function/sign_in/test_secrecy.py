"""The app client's secret is in memory alone: in no log line, reason, answer or request, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from support.fake_sagemaker import client_error
from support.portal_service import CLIENT, POOL, SECRET, properties
from unit.function.protocol.given import new_attempt
from unit.function.scene import Failure
from unit.function.sign_in.portal_scene import ID
from workteam_provider.sign_in.app_clients import AppClients
from workteam_provider.sign_in.physical_id import SignInId

if TYPE_CHECKING:
    from collections.abc import Callable

    from unit.function.sign_in.portal_scene import PortalScene

UPDATE = "UpdateUserPoolClient"
INNER = "unknown to the SDK"


def quoted(scene: PortalScene) -> None:
    state = json.dumps(scene.service.settings())
    scene.client.fail(UPDATE, client_error(UPDATE, "InvalidParameterException", f"refused: {CLIENT} {state}"))


def defect(scene: PortalScene) -> None:
    scene.client.fail(UPDATE, RuntimeError(SECRET))


def overwritten(scene: PortalScene) -> None:
    for _ in range(30):
        scene.client.before("DescribeUserPoolClient", scene.service.put_client)


TROUBLES: list[Callable[[PortalScene], Any]] = [
    lambda _: None,
    quoted,
    defect,
    lambda scene: scene.client.fail(UPDATE, Failure.LOST, times=99),
    lambda scene: scene.service.drops.add("LaterMember"),
    lambda scene: scene.service.put_workforce(Status="Failed", FailureReason=f"client {CLIENT} is wrong"),
    overwritten,
]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("then", ["create", "update", "delete"])
def test_p43_p73_the_secret_is_nowhere(
    scene: PortalScene, caplog: pytest.LogCaptureFixture, trouble: Callable[[PortalScene], Any], then: str
) -> None:
    if then == "delete":
        scene.create()
    trouble(scene)
    scene.clock.now += 60

    with caplog.at_level(logging.DEBUG):
        outcome = getattr(scene, then)()

    said = json.dumps([record.__dict__ for record in caplog.records if record.name == "workteam_provider"], default=str)
    answered = json.dumps([outcome.physical_id, outcome.data, str(outcome.error)])
    raised = "" if outcome.error is None else "".join(traceback.format_exception(outcome.error))
    sent = json.dumps([call.request for call in scene.client.calls])
    for text in (said, answered.replace(ID, ""), raised.replace(ID, ""), sent):
        assert SECRET not in text
    for text in (said.replace(ID, ""), answered.replace(ID, "")):
        assert CLIENT not in text
        assert INNER not in text


def test_p73_no_object_of_an_event_keeps_the_secret(scene: PortalScene) -> None:
    attempt = new_attempt(ResourceProperties=properties())
    with mock.patch("workteam_provider.sign_in.app_clients.cognito", return_value=scene.client):
        clients = AppClients(attempt)
    found = clients.find(SignInId(POOL, CLIENT, ""))

    assert SECRET not in repr((found, vars(clients), vars(attempt)))
    assert found is not None
    assert found["LaterMember"]["Inner"] == INNER

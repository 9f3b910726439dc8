"""The look-up that the template's app client takes its addresses from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.fake_sagemaker import denied
from support.portal_service import HOST, WORKFORCE
from unit.function.sign_in.portal_scene import PortalScene
from workteam_provider.contract import ADDRESSES_ATTRIBUTES, ADDRESSES_TYPE
from workteam_provider.sign_in.errors import InvalidPropertiesError

if TYPE_CHECKING:
    from support.clock import Clock

ID = f"portal-addresses:{WORKFORCE}"
THERE = {"CallbackUrl": f"https://{HOST}/oauth2/idpresponse", "LogoutUrl": f"https://{HOST}/logout"}
NOT_YET = {"CallbackUrl": "https://portal.invalid/oauth2/idpresponse", "LogoutUrl": "https://portal.invalid/logout"}


def wanted(**changes: Any) -> dict[str, Any]:
    return {"WorkforceName": WORKFORCE, "ClientDigest": "d1", **changes}


@pytest.fixture
def scene(clock: Clock) -> PortalScene:
    scene = PortalScene(clock, ADDRESSES_TYPE)
    scene.service.put_workforce()
    clock.now += 60
    return scene


@pytest.mark.parametrize("status", ["Active", "Initializing", "Updating", "Failed"])
def test_p71_the_portals_addresses_are_answered_where_there_is_a_portal(scene: PortalScene, status: str) -> None:
    scene.service.put_workforce(Status=status)

    outcome = scene.run("Create", wanted())

    assert (outcome.error, outcome.physical_id, outcome.data) == (None, ID, THERE)
    assert tuple(THERE) == ADDRESSES_ATTRIBUTES
    assert (scene.client.operations, scene.took) == (["DescribeWorkforce"], 0)


@pytest.mark.parametrize("there", [True, False])
def test_p70_while_there_is_none_something_stands_for_it(scene: PortalScene, there: bool) -> None:
    if there:
        scene.service.put_workforce(host="")
    else:
        scene.service.remove_workforce()

    outcome = scene.run("Create", wanted())

    assert (outcome.error, outcome.physical_id, outcome.data) == (None, ID, NOT_YET)
    assert (scene.client.operations, scene.took) == (["DescribeWorkforce"], 0)


def test_p71_an_update_looks_again(scene: PortalScene) -> None:
    scene.service.put_workforce("next", host="next.labeling.eu-west-1.sagemaker.aws")

    assert scene.run("Update", wanted(ClientDigest="d2"), ID, wanted()).data == THERE
    renamed = scene.run("Update", wanted(WorkforceName="next"), ID, wanted())
    assert renamed.physical_id == "portal-addresses:next"
    assert renamed.data["LogoutUrl"] == "https://next.labeling.eu-west-1.sagemaker.aws/logout"


def test_p71_what_can_not_be_looked_up_fails_before_the_client_is_written(scene: PortalScene) -> None:
    scene.client.fail("DescribeWorkforce", denied("DescribeWorkforce"), times=99)

    outcome = scene.run("Update", wanted(), ID, wanted(ClientDigest="d0"))

    assert "AccessDeniedException" in outcome.reason
    assert outcome.physical_id == ID


@pytest.mark.parametrize("changes", [{"WorkforceName": ""}, {"ClientDigest": None}, {"ClientId": "x"}])
def test_p50_properties_that_no_call_would_take_are_refused(scene: PortalScene, changes: dict[str, Any]) -> None:
    given = {name: value for name, value in wanted(**changes).items() if value is not None}
    outcome = scene.run("Create", given)

    assert isinstance(outcome.error, InvalidPropertiesError)
    assert scene.client.operations == []


@pytest.mark.parametrize("physical_id", [ID, "x", None])
def test_p24_a_delete_calls_nobody(scene: PortalScene, physical_id: str | None) -> None:
    outcome = scene.run("Delete", {}, physical_id)

    assert outcome.error is None
    assert scene.client.operations == []

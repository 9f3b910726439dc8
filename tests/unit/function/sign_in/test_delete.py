"""Delete: the portal's addresses alone go, and nothing that goes wrong keeps a stack from being deleted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from support.fake_sagemaker import denied
from support.portal_service import CALLBACKS, CLIENT, HOST, LOGOUTS, POOL
from unit.function.scene import Failure
from unit.function.sign_in.portal_scene import ID, IN_DOUBT, NOT_CREATED
from workteam_provider.contract import NO_PORTAL_YET

if TYPE_CHECKING:
    from unit.function.sign_in.portal_scene import PortalScene

LOOK, WRITE = "DescribeUserPoolClient", "UpdateUserPoolClient"
STAND_IN = f"{NO_PORTAL_YET}/oauth2/idpresponse"


@pytest.fixture
def signed_in(scene: PortalScene) -> PortalScene:
    assert scene.create().error is None
    scene.clock.now += 60
    return scene


def test_p74_only_the_addresses_go(signed_in: PortalScene) -> None:
    callbacks = ["https://a.example", *CALLBACKS, "https://b.example"]
    signed_in.service.change_client(CallbackURLs=callbacks, LogoutURLs=[*LOGOUTS, "myapp:"])
    signed_in.clock.now += 60
    before = signed_in.service.settings()

    assert signed_in.delete().error is None

    left = {"CallbackURLs": ["https://a.example", "https://b.example"], "LogoutURLs": ["myapp:"]}
    assert signed_in.service.settings() == {**before, **left}
    assert signed_in.client.operations == [LOOK, LOOK, WRITE]


@pytest.mark.parametrize("flows", [["code"], ["implicit"]])
def test_p74_flows_keep_a_call_back_that_leads_nowhere(signed_in: PortalScene, flows: list[str]) -> None:
    signed_in.service.change_client(CallbackURLs=CALLBACKS, AllowedOAuthFlows=flows, DefaultRedirectURI=CALLBACKS[0])
    signed_in.clock.now += 60

    assert signed_in.delete().error is None
    settings = signed_in.service.settings()
    assert (settings["CallbackURLs"], settings.get("DefaultRedirectURI")) == ([STAND_IN], None)


def test_without_flows_no_call_back_is_left(signed_in: PortalScene) -> None:
    signed_in.service.change_client(CallbackURLs=CALLBACKS, AllowedOAuthFlows=["client_credentials"])
    signed_in.clock.now += 60

    assert signed_in.delete().error is None
    assert signed_in.service.settings()["CallbackURLs"] == []


def test_p74_the_workforce_need_not_be_there_nor_the_properties_valid(signed_in: PortalScene) -> None:
    signed_in.service.remove_workforce()

    assert signed_in.delete(ClientId="a b", WorkforceName=None).error is None
    assert signed_in.service.settings()["CallbackURLs"] == ["https://example.com"]


def test_p74_another_portals_addresses_stay(signed_in: PortalScene) -> None:
    other = ID.replace(HOST, "other.labeling.eu-west-1.sagemaker.aws")
    before = signed_in.service.client()

    assert signed_in.delete(other).error is None
    assert signed_in.service.client() == before


def test_p24_a_client_that_is_gone_takes_no_time(signed_in: PortalScene) -> None:
    signed_in.service.remove_client()

    assert signed_in.delete().error is None
    assert (signed_in.client.operations, signed_in.took) == ([LOOK], 0)


@pytest.mark.parametrize(
    "physical_id",
    [NOT_CREATED, IN_DOUBT, "Stack-SignIn-1ABCDEFGHIJKL", "x", None, f"{ID}:more", f"portal-sign-in:{POOL}"],
)
def test_p24_p57_no_other_id_deletes_anything(signed_in: PortalScene, physical_id: str | None) -> None:
    before = signed_in.service.client()

    assert signed_in.delete(physical_id).error is None
    assert signed_in.service.client() == before
    assert signed_in.client.operations == []


@pytest.mark.parametrize("operation", [LOOK, WRITE])
@pytest.mark.parametrize(
    ("error", "longest"),
    [
        (denied("Any"), 60),
        (Failure.THROTTLED, 290),
        (Failure.BROKEN, 120),
        (Failure.LOST, 120),
        (Failure.REFUSED, 15),
        (RuntimeError("a defect"), 15),
    ],
    ids=lambda value: str(value)[:30],
)
def test_p74_whatever_keeps_it_from_that_the_stack_goes_on(
    signed_in: PortalScene, caplog: pytest.LogCaptureFixture, operation: str, error: Exception, longest: float
) -> None:
    signed_in.client.fail(operation, error, times=999)

    with caplog.at_level(logging.INFO, "workteam_provider"):
        outcome = signed_in.delete()

    assert (outcome.error, outcome.physical_id) == (None, ID)
    assert signed_in.took < longest
    assert set(CALLBACKS) < set(signed_in.service.settings()["CallbackURLs"])
    [record] = caplog.records
    assert record.getMessage() == "the portal's addresses may still be in the app client"
    assert (record.__dict__["subDomain"], record.__dict__["userPool"]) == (HOST, POOL)
    assert CLIENT not in record.__dict__["reason"]


@pytest.mark.parametrize("operation", [LOOK, WRITE])
@pytest.mark.parametrize("error", [denied("Any"), Failure.THROTTLED, Failure.BROKEN, Failure.CLOSED])
def test_p74_it_is_tried_properly_first(signed_in: PortalScene, operation: str, error: Exception) -> None:
    signed_in.client.fail(operation, error, times=3)

    assert signed_in.delete().error is None
    assert signed_in.service.settings()["CallbackURLs"] == ["https://example.com"]


def test_p73_somebody_elses_change_meanwhile_stays(signed_in: PortalScene) -> None:
    signed_in.client.refuse(WRITE, "TooManyRequestsException")
    signed_in.client.before(WRITE, lambda: signed_in.service.change_client(ClientName="Theirs"))

    assert signed_in.delete().error is None

    settings = signed_in.service.settings()
    assert (settings["ClientName"], settings["CallbackURLs"]) == ("Theirs", ["https://example.com"])


def test_somebody_who_keeps_changing_the_client_does_not_keep_the_stack(
    signed_in: PortalScene, caplog: pytest.LogCaptureFixture
) -> None:
    signed_in.client.refuse(WRITE, "ConcurrentModificationException", times=99)

    with caplog.at_level(logging.INFO, "workteam_provider"):
        assert signed_in.delete().error is None
    assert caplog.records[-1].__dict__["reason"] == "somebody else kept changing the app client"


def test_p54_an_old_picture_is_neither_believed_nor_written_back(scene: PortalScene) -> None:
    scene.create()
    scene.service.lag = 5.9
    scene.service.change_client(ClientName="Renamed")

    assert scene.delete().error is None

    settings = scene.service.settings()
    assert (settings["ClientName"], settings["CallbackURLs"]) == ("Renamed", ["https://example.com"])


def test_somebody_who_took_the_addresses_out_first_is_no_failure(signed_in: PortalScene) -> None:
    def theirs() -> Any:
        signed_in.service.put_client()

    signed_in.clock.after(3, theirs)

    assert signed_in.delete().error is None
    assert signed_in.client.operations == [LOOK, LOOK]

"""Create and Update: the portal's addresses are in the app client, and all else that was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.fake_sagemaker import client_error, denied
from support.portal_service import (
    CALLBACKS,
    CLIENT,
    HOST,
    LOGOUTS,
    OTHER_CLIENT,
    OTHER_POOL,
    POOL,
    SECRET,
    WORKFORCE,
    properties,
)
from unit.function.scene import Failure
from unit.function.sign_in.portal_scene import ATTRIBUTES, ID, IN_DOUBT, LOOKS, NOT_CREATED
from workteam_provider.contract import NO_PORTAL_YET, SIGN_IN_ATTRIBUTES
from workteam_provider.protocol.errors import InvalidEventError, OutOfTimeError, ServiceError
from workteam_provider.sign_in import errors

if TYPE_CHECKING:
    from unit.function.sign_in.portal_scene import PortalScene

WRITES = ["UpdateUserPoolClient", "DescribeUserPoolClient"]
NAME = "UpdateUserPoolClient"


def test_p70_a_create_puts_the_addresses_in(scene: PortalScene) -> None:
    outcome = scene.create()

    assert (outcome.error, outcome.physical_id, outcome.data) == (None, ID, ATTRIBUTES)
    assert tuple(ATTRIBUTES) == SIGN_IN_ATTRIBUTES
    assert scene.client.operations == LOOKS + WRITES
    settings = scene.service.settings()
    assert settings["CallbackURLs"] == ["https://example.com", *CALLBACKS]
    assert settings["LogoutURLs"] == LOGOUTS


def test_p73_everything_else_of_the_client_stays_to_the_byte(scene: PortalScene) -> None:
    scene.service.change_client(LogoutURLs=["https://theirs.example"], DefaultRedirectURI="https://example.com")
    before = scene.service.client()

    assert scene.create().error is None

    after = scene.service.client()
    assert before is not None
    assert after is not None
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed == {"CallbackURLs", "LogoutURLs", "LastModifiedDate"}
    assert after["ClientSecret"] == SECRET


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ({"AllowedOAuthFlows": None}, {"AllowedOAuthFlows": ["code"]}),
        ({"AllowedOAuthFlows": ["implicit"]}, {"AllowedOAuthFlows": ["implicit", "code"]}),
        ({"AllowedOAuthScopes": ["phone", "email"]}, {"AllowedOAuthScopes": ["phone", "email", "openid", "profile"]}),
        ({"AllowedOAuthFlowsUserPoolClient": False}, {"AllowedOAuthFlowsUserPoolClient": True}),
        ({"AllowedOAuthFlowsUserPoolClient": None}, {"AllowedOAuthFlowsUserPoolClient": True}),
        ({"SupportedIdentityProviders": []}, {"SupportedIdentityProviders": ["COGNITO"]}),
        ({"SupportedIdentityProviders": None}, {"SupportedIdentityProviders": ["COGNITO"]}),
        ({"CallbackURLs": [f"{NO_PORTAL_YET}/oauth2/idpresponse"]}, {"CallbackURLs": CALLBACKS}),
        ({"CallbackURLs": CALLBACKS[::-1][:1]}, {"CallbackURLs": CALLBACKS[::-1]}),
        ({"LogoutURLs": [f"{NO_PORTAL_YET}/logout"]}, {"LogoutURLs": LOGOUTS}),
        ({"LogoutURLs": None}, {"LogoutURLs": LOGOUTS}),
        (
            {
                "CallbackURLs": [f"{NO_PORTAL_YET}/oauth2/idpresponse"],
                "DefaultRedirectURI": f"{NO_PORTAL_YET}/oauth2/idpresponse",
            },
            {"CallbackURLs": CALLBACKS, "DefaultRedirectURI": CALLBACKS[0]},
        ),
    ],
)
def test_p71_what_is_missing_is_added_and_nothing_else(
    scene: PortalScene, found: dict[str, Any], left: dict[str, Any]
) -> None:
    scene.service.put_client(CallbackURLs=CALLBACKS, LogoutURLs=LOGOUTS)
    complete = scene.service.settings()
    scene.service.change_client(**found)
    scene.clock.now += 60

    assert scene.update().error is None

    assert scene.client.operations == LOOKS + WRITES
    assert scene.service.settings() == {**complete, **left}


def test_p73_identity_providers_that_are_there_are_enough(scene: PortalScene) -> None:
    scene.service.change_client(SupportedIdentityProviders=["TheirIdp"])

    assert scene.create().error is None
    assert scene.service.settings()["SupportedIdentityProviders"] == ["TheirIdp"]


def test_where_nothing_is_missing_nothing_is_written(scene: PortalScene) -> None:
    scene.create()
    same = properties()

    outcome = scene.update(same, **same)

    assert (outcome.error, outcome.physical_id, outcome.data) == (None, ID, ATTRIBUTES)
    assert (scene.client.operations, scene.took) == (LOOKS, 0)


def test_p19_the_same_create_again_answers_the_same(scene: PortalScene) -> None:
    first = scene.create()
    before = scene.service.client()

    assert scene.create() == first
    assert scene.service.client() == before


@pytest.mark.parametrize(
    ("old", "pauses"), [({"ClientDigest": "d0"}, True), ({"ServiceTimeout": "1"}, False), ({}, False)]
)
def test_p54_a_client_that_was_just_changed_is_not_written_from_an_old_picture(
    scene: PortalScene, old: dict[str, Any], pauses: bool
) -> None:
    scene.create()
    scene.clock.now += 60
    scene.service.lag = 5.9
    scene.service.put_client(ClientName="Renamed by the template")

    outcome = scene.update(properties(**old))

    assert outcome.error is None
    assert (scene.service.settings()["ClientName"], scene.took >= 6) == ("Renamed by the template", pauses)
    if pauses:
        assert set(CALLBACKS) < set(scene.service.settings()["CallbackURLs"])


def test_p71_a_repair_without_a_change_of_the_template_is_written_from_a_picture_of_now(scene: PortalScene) -> None:
    scene.service.lag = 5.9
    scene.service.change_client(ClientName="Renamed by hand")
    same = properties()

    assert scene.update(same, **same).error is None

    assert scene.client.operations[:4] == [*LOOKS, "DescribeUserPoolClient", NAME]
    settings = scene.service.settings()
    assert settings["ClientName"] == "Renamed by hand"
    assert set(CALLBACKS) < set(settings["CallbackURLs"])


def test_p18_p27_another_client_pool_or_portal_is_another_sign_in(scene: PortalScene) -> None:
    scene.create()
    scene.service.put_client(client=OTHER_CLIENT)

    outcome = scene.update(properties(), ClientId=OTHER_CLIENT)

    assert outcome.physical_id == ID.replace(CLIENT, OTHER_CLIENT)
    assert set(CALLBACKS) < set(scene.service.settings(client=OTHER_CLIENT)["CallbackURLs"])
    scene.service.put_workforce("next", host="next.labeling.eu-west-1.sagemaker.aws")
    assert scene.update(properties(), WorkforceName="next").physical_id == ID.replace(HOST.split(".")[0], "next")
    assert {f"https://{HOST}", "https://next.labeling.eu-west-1.sagemaker.aws"} < set(
        scene.service.settings()["CallbackURLs"]
    )


@pytest.mark.parametrize("short", ["abcdefghij", f"https://{HOST}/"])
def test_an_older_form_of_the_sub_domain_is_read(scene: PortalScene, short: str) -> None:
    scene.service.put_workforce(host=short)
    scene.clock.now += 60

    assert scene.create().physical_id == ID


@pytest.mark.parametrize("status", ["Initializing", "Updating"])
def test_p70_a_workforce_that_is_being_made_is_waited_for(scene: PortalScene, status: str) -> None:
    scene.service.put_workforce(Status=status, host="")
    scene.clock.after(200, scene.service.put_workforce)

    assert scene.create().error is None
    assert 195 < scene.took < 220


def test_an_active_workforce_whose_portal_is_not_shown_is_waited_for(scene: PortalScene) -> None:
    scene.service.put_workforce(host="")
    scene.clock.after(20, scene.service.put_workforce)

    assert scene.create().error is None


def test_p54_a_workforce_and_a_client_that_are_seen_late_are_waited_for(scene: PortalScene) -> None:
    scene.service.remove_workforce()
    scene.service.remove_client()
    scene.clock.after(20, scene.service.put_workforce)
    scene.clock.after(40, scene.service.put_client)

    assert scene.create().error is None


REFUSALS: list[tuple[dict[str, Any] | None, Any]] = [
    (None, errors.NoWorkforceError(WORKFORCE)),
    (
        {"Status": "Failed", "FailureReason": "No subnet."},
        errors.WorkforceFailedError(WORKFORCE, "Failed", "No subnet."),
    ),
    ({"Status": "Deleting"}, errors.WorkforceFailedError(WORKFORCE, "Deleting", "")),
    ({"Status": "Updating"}, errors.WorkforceNotReadyError(WORKFORCE, "Updating")),
    ({"host": "no host!"}, errors.WorkforceNotReadyError(WORKFORCE, "Active")),
    ({"pool": OTHER_POOL}, errors.OtherPoolError(WORKFORCE, OTHER_POOL, POOL)),
    ({"CognitoConfig": None, "OidcConfig": {"ClientId": "x"}}, errors.OtherPoolError(WORKFORCE, "", POOL)),
]


@pytest.mark.parametrize(("workforce", "expected"), REFUSALS, ids=lambda value: str(value)[:40])
def test_without_a_portal_of_its_pool_the_client_is_not_looked_at(
    scene: PortalScene, workforce: dict[str, Any] | None, expected: Exception
) -> None:
    if workforce is None:
        scene.service.remove_workforce()
    else:
        scene.service.put_workforce(**workforce)
    scene.clock.now += 60

    outcome = scene.create()

    assert (type(outcome.error), outcome.reason) == (type(expected), str(expected))
    assert outcome.physical_id == NOT_CREATED
    assert set(scene.client.operations) == {"DescribeWorkforce"}
    assert scene.took < 285


def test_a_client_that_is_not_there_is_a_reason(scene: PortalScene) -> None:
    outcome = scene.create(ClientId=OTHER_CLIENT)

    assert (type(outcome.error), outcome.reason) == (errors.NoClientError, str(errors.NoClientError(POOL)))
    assert NAME not in scene.client.operations


@pytest.mark.parametrize(
    "changes",
    [
        {"UserPoolId": "pool"},
        {"ClientId": "a b"},
        {"ClientId": None},
        {"WorkforceName": "-"},
        {"ClientDigest": None},
        {"Surprise": "x"},
    ],
)
def test_p50_properties_that_no_call_would_take_are_refused(scene: PortalScene, changes: dict[str, Any]) -> None:
    outcome = scene.create(**changes)

    assert isinstance(outcome.error, errors.InvalidPropertiesError)
    assert next(iter(changes)) in outcome.reason
    assert (scene.client.operations, outcome.physical_id) == ([], NOT_CREATED)


def test_p17_an_update_needs_an_id_and_echoes_it_when_it_fails(scene: PortalScene) -> None:
    assert isinstance(scene.update(physical_id=None).error, InvalidEventError)
    scene.service.remove_workforce()
    scene.clock.now += 60
    assert scene.update().physical_id == ID


def test_p62_a_stack_elsewhere_is_refused(scene: PortalScene) -> None:
    elsewhere = "arn:aws:cloudformation:us-east-1:123456789012:stack/Stack/0a1b2c3d-0000-4000-8000-00000000000a"

    outcome = scene.run("Create", properties(), StackId=elsewhere)

    assert isinstance(outcome.error, InvalidEventError)
    assert scene.client.operations == []


@pytest.mark.parametrize("operation", [*LOOKS, NAME])
@pytest.mark.parametrize("code", ["AccessDeniedException", "TooManyRequestsException"])
def test_p36_p37_a_fresh_role_and_a_storm_are_ridden_out(scene: PortalScene, operation: str, code: str) -> None:
    scene.client.refuse(operation, code, times=4)

    assert scene.create().error is None
    assert set(CALLBACKS) < set(scene.service.settings()["CallbackURLs"])


@pytest.mark.parametrize(("operation", "id_"), [(LOOKS[0], NOT_CREATED), (LOOKS[1], NOT_CREATED), (NAME, IN_DOUBT)])
def test_p36_a_right_that_is_missing_is_told_within_a_minute(scene: PortalScene, operation: str, id_: str) -> None:
    scene.client.fail(operation, denied(operation), times=99)

    outcome = scene.create()

    assert isinstance(outcome.error, ServiceError)
    assert (outcome.error.code, outcome.physical_id) == ("AccessDeniedException", id_)
    assert scene.took < 60


@pytest.mark.parametrize("error", [Failure.LOST, Failure.CLOSED, Failure.BROKEN])
@pytest.mark.parametrize("effect", ["never", "first"])
def test_p22_a_write_whose_answer_was_lost_is_looked_for(scene: PortalScene, error: Exception, effect: Any) -> None:
    scene.client.fail(NAME, error, effect=effect)

    assert scene.create().error is None
    assert scene.service.settings()["CallbackURLs"] == ["https://example.com", *CALLBACKS]
    assert scene.client.operations.count(NAME) == (1 if effect == "first" else 2)


def test_p73_somebody_elses_change_between_two_tries_stays(scene: PortalScene) -> None:
    scene.client.refuse(NAME, "TooManyRequestsException", times=2)
    theirs = ["https://example.com", "https://theirs.example"]
    scene.client.before(NAME, lambda: scene.service.change_client(CallbackURLs=theirs, ClientName="Theirs"))

    assert scene.create().error is None

    settings = scene.service.settings()
    assert (settings["CallbackURLs"], settings["ClientName"]) == ([*theirs, *CALLBACKS], "Theirs")


def test_p73_somebody_elses_write_after_ours_is_kept_and_completed(scene: PortalScene) -> None:
    theirs = ["https://theirs.example"]
    scene.client.before("DescribeUserPoolClient", lambda: None)
    scene.client.before("DescribeUserPoolClient", lambda: scene.service.put_client(CallbackURLs=theirs))

    assert scene.create().error is None

    assert scene.service.settings()["CallbackURLs"] == [*theirs, *CALLBACKS]
    assert scene.client.operations.count(NAME) == 2


def test_a_concurrent_modification_is_repeated_from_what_is_there(scene: PortalScene) -> None:
    scene.client.refuse(NAME, "ConcurrentModificationException")
    scene.client.before(NAME, lambda: scene.service.change_client(ClientName="Theirs"))

    assert scene.create().error is None
    assert scene.service.settings()["ClientName"] == "Theirs"
    assert set(CALLBACKS) < set(scene.service.settings()["CallbackURLs"])


def test_somebody_who_keeps_overwriting_is_a_reason(scene: PortalScene) -> None:
    for _ in range(30):
        scene.client.before("DescribeUserPoolClient", scene.service.put_client)

    outcome = scene.create()

    assert (type(outcome.error), outcome.reason) == (errors.OverwrittenError, str(errors.OverwrittenError(3)))
    assert outcome.physical_id == IN_DOUBT
    assert scene.client.operations.count(NAME) == 3


def test_p73_what_the_service_does_not_keep_is_a_reason(scene: PortalScene) -> None:
    scene.service.drops = {"LaterMember", "EnableTokenRevocation"}

    outcome = scene.create()

    expected = errors.SettingsLostError(["EnableTokenRevocation", "LaterMember"])
    assert (type(outcome.error), outcome.reason) == (type(expected), str(expected))


@pytest.mark.parametrize("lag", [0.0, 5.9])
def test_p64_an_answer_without_the_client_is_no_loss(scene: PortalScene, lag: float) -> None:
    scene.service.shows_written, scene.service.lag = False, lag
    assert scene.create().error is None


def test_p54_a_write_that_is_shown_late_is_waited_for(scene: PortalScene) -> None:
    scene.service.lag = 5.9

    assert scene.create().error is None
    assert scene.client.operations.count(NAME) == 1


def test_p11_at_the_deadline_no_call_is_made_any_more(scene: PortalScene) -> None:
    scene.seconds = 20
    scene.client.refuse(NAME, "TooManyRequestsException", times=99)

    outcome = scene.create()

    assert isinstance(outcome.error, (OutOfTimeError, ServiceError))
    assert scene.took <= 19
    assert outcome.physical_id == IN_DOUBT


def test_what_the_service_refuses_is_said(scene: PortalScene) -> None:
    scene.client.fail(NAME, client_error(NAME, "InvalidOAuthFlowException", f"client {CLIENT} can't have code"))

    assert "InvalidOAuthFlowException: client <hidden> can't have code" in scene.create().reason

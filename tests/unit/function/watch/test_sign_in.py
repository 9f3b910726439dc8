"""A tick of a workforce's watch: its state, its networks, and the portal's addresses in the app client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from support.portal_service import (
    CALLBACKS,
    CLIENT,
    HOST,
    LOGOUTS,
    OTHER_CLIENT,
    OTHER_POOL,
    POOL,
    WORKFORCE,
    properties,
)
from unit.function.sign_in.portal_scene import ID, PortalScene
from unit.function.watch.ticks import Watching, told
from workteam_provider.contract import NETWORKS, SIGN_IN_TYPE
from workteam_provider.watch.template import BEING_CHANGED

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.clock import Clock

CIDRS = ["203.0.113.0/24", "198.51.100.0/24"]


@dataclass
class Watch(Watching):
    """One deployed sign-in and its ticks."""

    scene: PortalScene = field(kw_only=True)
    networks: list[str] | None = None

    def tick(self, *, heal: bool = False, physical_id: str = ID) -> Any:
        networks = {} if self.networks is None else {NETWORKS: self.networks}
        self.scene.client.calls.clear()
        return self.hand_over(
            {"sign_in.workforces.sagemaker": self.scene.client, "sign_in.app_clients.cognito": self.scene.client},
            ResourceType=SIGN_IN_TYPE,
            LogicalResourceId="SignIn",
            PhysicalResourceId=physical_id,
            ResourceProperties=properties() | networks,
            Heal="true" if heal else "false",
        )

    @property
    def writes(self) -> list[str]:
        return [name for name in self.scene.client.operations if name.startswith("Update")]


@pytest.fixture
def watch(clock: Clock) -> Watch:
    scene = PortalScene(clock)
    scene.service.put_workforce()
    scene.service.put_client()
    assert scene.create().error is None
    clock.sleep(10)
    return Watch(scene=scene)


def client(**settings: Any) -> Callable[[Watch], object]:
    return lambda watch: watch.scene.service.change_client(**settings)


def workforce(**settings: Any) -> Callable[[Watch], object]:
    return lambda watch: watch.scene.service.put_workforce(**settings)


BY_HAND = [
    (client(CallbackURLs=["https://theirs.example"]), ["CallbackURLs"]),
    (client(CallbackURLs=CALLBACKS[:1], LogoutURLs=[]), ["CallbackURLs", "LogoutURLs"]),
    (client(AllowedOAuthFlowsUserPoolClient=False), ["AllowedOAuthFlowsUserPoolClient"]),
    (client(SupportedIdentityProviders=[]), ["SupportedIdentityProviders"]),
]


def test_p76_no_change_is_silence(
    watch: Watch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.clear()

    assert watch.tick(heal=True) == {}
    assert watch.scene.client.operations == ["DescribeWorkforce", "DescribeUserPoolClient"]
    assert (caplog.records, told(capsys, "Stack/SignIn")) == ([], [0])


@pytest.mark.parametrize(("by_hand", "named"), BY_HAND)
def test_p76_what_keeps_workers_out_is_named_and_left(
    watch: Watch, by_hand: Callable[[Watch], object], named: list[str]
) -> None:
    by_hand(watch)

    assert watch.tick() == {"drifted": tuple(named)}
    assert watch.writes == []


@pytest.mark.parametrize(("by_hand", "named"), BY_HAND)
def test_p78_addresses_are_put_back_where_asked(
    watch: Watch, by_hand: Callable[[Watch], object], named: list[str]
) -> None:
    by_hand(watch)

    assert watch.tick(heal=True) == {"drifted": tuple(named), "healed": tuple(named)}
    settings = watch.scene.service.settings()
    assert set(CALLBACKS) <= set(settings["CallbackURLs"])
    assert set(LOGOUTS) <= set(settings["LogoutURLs"])


@pytest.mark.parametrize(
    ("by_hand", "named"),
    [
        (workforce(Status="Failed"), ["Status"]),
        (workforce(Status="Deleting"), ["Status"]),
        (lambda watch: watch.scene.service.remove_workforce(), ["Workforce"]),
        (lambda watch: watch.scene.service.remove_client(), ["UserPoolClient"]),
        (workforce(CognitoConfig={"UserPool": OTHER_POOL, "ClientId": CLIENT}), ["CognitoConfig"]),
        (workforce(CognitoConfig={"UserPool": POOL, "ClientId": OTHER_CLIENT}), ["CognitoConfig"]),
        (workforce(host="zzz." + HOST.partition(".")[2]), ["CognitoConfig"]),
    ],
)
def test_p78_a_workforce_is_not_healed(watch: Watch, by_hand: Callable[[Watch], object], named: list[str]) -> None:
    by_hand(watch)

    assert watch.tick(heal=True) == {"drifted": tuple(named)}
    assert watch.writes == []


@pytest.mark.parametrize("status", ["Initializing", "Updating"])
def test_p76_a_workforce_on_its_way_is_no_drift(watch: Watch, status: str) -> None:
    workforce(Status=status)(watch)

    assert watch.tick() == {}


@pytest.mark.parametrize(
    ("there", "wanted", "named"),
    [
        (CIDRS, CIDRS[::-1], []),
        ([], [], []),
        (CIDRS, None, []),
        (CIDRS[:1], CIDRS, ["SourceIpConfig"]),
        ([], CIDRS, ["SourceIpConfig"]),
        (CIDRS, [], ["SourceIpConfig"]),
    ],
)
def test_p76_networks_that_were_opened_or_closed_are_named(
    watch: Watch, there: list[str], wanted: list[str] | None, named: list[str]
) -> None:
    workforce(SourceIpConfig={"Cidrs": there})(watch)
    watch.networks = wanted

    assert watch.tick(heal=True) == ({"drifted": tuple(named)} if named else {})


def test_p78_a_deployment_is_not_disturbed(watch: Watch) -> None:
    client(CallbackURLs=["https://theirs.example"])(watch)
    watch.stacks.statuses = ["UPDATE_IN_PROGRESS"]

    assert watch.tick(heal=True) == {"unseen": BEING_CHANGED}
    assert watch.writes == []


def test_a_watch_of_another_client_heals_nothing(watch: Watch) -> None:
    client(CallbackURLs=["https://theirs.example"])(watch)

    found = watch.tick(heal=True, physical_id=f"portal-sign-in:{POOL}:another:{HOST}")

    assert (found, watch.writes) == ({"drifted": ("CognitoConfig",)}, [])
    assert WORKFORCE in str(watch.scene.client.calls[0])

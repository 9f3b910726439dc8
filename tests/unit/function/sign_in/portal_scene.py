"""What the sign-in's unit tests share: one account with a portal, and one event's run."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from support.fake_portal_client import FakePortalClient
from support.portal_service import CLIENT, HOST, POOL, properties
from unit.function.scene import FUNCTION_ARN, REQUEST_ID, STACK_ID, Outcome, raw_event
from workteam_provider.contract import SIGN_IN_TYPE
from workteam_provider.handler import RESOURCES
from workteam_provider.protocol.attempt import Attempt
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.dispatch import Dispatch
from workteam_provider.protocol.event import parse_event

if TYPE_CHECKING:
    from support.clock import Clock
    from support.portal_service import PortalService

ID: Final = f"portal-sign-in:{POOL}:{CLIENT}:{HOST}"
ATTRIBUTES: Final = {"PortalUrl": f"https://{HOST}", "SubDomain": HOST}
LOOKS: Final = ["DescribeWorkforce", "DescribeUserPoolClient"]
IN_DOUBT: Final = f"in-doubt:SignIn:{REQUEST_ID}"
NOT_CREATED: Final = f"not-created:SignIn:{REQUEST_ID}"


@dataclass
class PortalScene:
    """One account, and events that reach it one after another; each is given ``seconds`` of time."""

    clock: Clock
    resource_type: str = SIGN_IN_TYPE
    seconds: float = 300
    client: FakePortalClient = field(init=False)
    began: float = 0

    def __post_init__(self) -> None:
        self.client = FakePortalClient(lambda: self.clock.now)

    @property
    def service(self) -> PortalService:
        return self.client.service

    @property
    def took(self) -> float:
        """Seconds since the last event began."""
        return self.clock.now - self.began

    def create(self, **changes: Any) -> Outcome:
        return self.run("Create", properties(**changes))

    def update(self, old: dict[str, Any] | None = None, *, physical_id: str | None = ID, **changes: Any) -> Outcome:
        return self.run("Update", properties(**changes), physical_id, old or properties(ClientDigest="d0"))

    def delete(self, physical_id: str | None = ID, **changes: Any) -> Outcome:
        return self.run("Delete", properties(**changes), physical_id)

    def run(
        self,
        request_type: str,
        wanted: dict[str, Any],
        physical_id: str | None = None,
        old: dict[str, Any] | None = None,
        **event: Any,
    ) -> Outcome:
        """Handle one event up to its answer."""
        raw = raw_event(
            request_type,
            LogicalResourceId="SignIn",
            ResourceType=self.resource_type,
            PhysicalResourceId=physical_id,
            ResourceProperties={"ServiceToken": FUNCTION_ARN, "ServiceTimeout": "900", **wanted},
            OldResourceProperties=None if old is None else {"ServiceToken": FUNCTION_ARN, **old},
            **{"StackId": STACK_ID, **event},
        )
        attempt = Attempt(parse_event(raw), Deadline(self.seconds), FUNCTION_ARN)
        self.client.calls.clear()
        self.began = self.clock.now
        with (
            mock.patch("workteam_provider.sign_in.workforces.sagemaker", return_value=self.client),
            mock.patch("workteam_provider.sign_in.app_clients.cognito", return_value=self.client),
        ):
            Dispatch(attempt, RESOURCES[self.resource_type]).run(
                SimpleNamespace(get_remaining_time_in_millis=lambda: 0)
            )
        return Outcome(attempt.physical_id, attempt.data, attempt.error)

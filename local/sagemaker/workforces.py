"""The operations on private workforces, of which an account has one in a Region."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from local.sagemaker import rules
from local.sagemaker.answers import error_for
from local.sagemaker.errors import ServiceError, invalid
from local.sagemaker.paging import page
from local.sagemaker.state import Workforce

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.sagemaker.state import Inventory, WorkforceStatus

DEFAULT_WORKFORCE: Final = "default"
MAX_CIDRS: Final = 10

_SETTINGS: Final = ("OidcConfig", "SourceIpConfig", "WorkforceVpcConfig", "IpAddressType")


class Workforces:
    """Workforces that take their time, and may fail at its end.

    Parameters
    ----------
    now
        The clock by which they do.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._seconds = 0.0
        self._failure: str | None = None
        self.operations: dict[str, Callable[[Inventory, dict[str, Any]], dict[str, Any]]] = {
            "CreateWorkforce": self._create,
            "UpdateWorkforce": self._update,
            "DeleteWorkforce": self._delete,
            "DescribeWorkforce": self._describe,
            "ListWorkforces": self._list,
        }

    def set_pace(self, seconds: float, failure: str | None) -> None:
        """Let each be made, changed or deleted in so many seconds, and end as Failed where a reason is given."""
        if seconds < 0:
            raise ValueError(f"`seconds`: expected 0 or more, received {seconds!r}")
        self._seconds, self._failure = seconds, failure

    def set_status(self, here: Inventory, status: WorkforceStatus, failure: str | None) -> None:
        """Put the workforce that is here in a status until this is called again or it is changed or deleted."""
        workforce = self.present(here)
        if workforce is None:
            raise ValueError("there is no workforce in this account and Region")
        workforce.phase, workforce.failure, workforce.until = status, failure, float("inf")

    def present(self, here: Inventory) -> Workforce | None:
        """Return the workforce that is here now."""
        if here.workforce is not None and here.workforce.is_gone(self._now()):
            here.workforce = None
        return here.workforce

    def take(self, here: Inventory, request: dict[str, Any]) -> Workforce:
        """Return the workforce that a new team belongs to, which the first Cognito team makes."""
        members, wanted = request["MemberDefinitions"], request.get("WorkforceName")
        kind = rules.kind_of(members)
        workforce = self.present(here)
        if workforce is None and wanted is None and kind == "cognito":
            member = rules.cognito_members(members)[0]
            cognito = {"UserPool": member["UserPool"], "ClientId": member["ClientId"]}
            return Workforce(here.place, DEFAULT_WORKFORCE, kind, cognito)
        if workforce is None or wanted not in (None, workforce.name):
            raise error_for("unknown-workforce", workforce=wanted or DEFAULT_WORKFORCE)
        status = workforce.status(self._now())
        if status not in ("Active", "Updating"):
            raise invalid(f"The workforce {workforce.name} is {status}; it takes teams when it is Active.")
        rules.check_belongs(workforce, members)
        return workforce

    def _create(self, here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
        tags = rules.tags_with({}, request.get("Tags", []))
        cognito, oidc = request.get("CognitoConfig"), request.get("OidcConfig")
        if (cognito is None) == (oidc is None):
            raise invalid("Exactly one of CognitoConfig and OidcConfig must be given.")
        _check_cidrs(request)
        if self.present(here) is not None:
            raise error_for("second-workforce", account=here.place.account)
        workforce = Workforce(here.place, request["WorkforceName"], "cognito" if cognito else "oidc", cognito)
        workforce.tags = tags
        _apply(workforce, request)
        self._begin(workforce, "Initializing")
        return {"WorkforceArn": here.settle(workforce).arn}

    def _update(self, here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
        workforce = self._named(here, request)
        _check_cidrs(request)
        status = workforce.status(self._now())
        if status in ("Initializing", "Updating", "Deleting"):
            raise ServiceError("ConflictException", f"The workforce {workforce.name} is {status}.")
        if "OidcConfig" in request:
            if workforce.kind == "cognito":
                raise invalid(f"The workforce {workforce.name} signs in through Amazon Cognito.")
            if teams := _teams(here, workforce):
                raise ServiceError(
                    "ConflictException",
                    f"The OIDC configuration of {workforce.name} can't change while it has work teams: {teams}.",
                )
        _apply(workforce, request)
        workforce.updated = time.time()
        self._begin(workforce, "Updating")
        return {"Workforce": workforce.described(self._now())}

    def _delete(self, here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
        workforce = self._named(here, request)
        if teams := _teams(here, workforce):
            raise error_for("workforce-in-use", workforce=workforce.name, teams=teams)
        self._begin(workforce, "Deleting")
        return {}

    def _describe(self, here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
        return {"Workforce": self._named(here, request).described(self._now())}

    def _list(self, here: Inventory, request: dict[str, Any]) -> dict[str, Any]:
        workforce = self.present(here)
        named = [workforce] if workforce and request.get("NameContains", "") in workforce.name else []
        shown, more = page([one.described(self._now()) for one in named], request, 100)
        return {"Workforces": shown, **more}

    def _named(self, here: Inventory, request: dict[str, Any]) -> Workforce:
        workforce = self.present(here)
        if workforce is None or workforce.name != request["WorkforceName"]:
            raise error_for("describe-absent-workforce", workforce=request["WorkforceName"])
        return workforce

    def _begin(self, workforce: Workforce, phase: WorkforceStatus) -> None:
        workforce.phase, workforce.failure = phase, self._failure
        workforce.until = self._now() + self._seconds


def _apply(workforce: Workforce, request: dict[str, Any]) -> None:
    workforce.settings.update({name: request[name] for name in _SETTINGS if name in request})


def _teams(here: Inventory, workforce: Workforce) -> str:
    return ", ".join(team.name for team in here.teams.values() if team.workforce is workforce)


def _check_cidrs(request: dict[str, Any]) -> None:
    if "SourceIpConfig" not in request:
        return
    cidrs = request["SourceIpConfig"]["Cidrs"]
    if not 1 <= len(cidrs) <= MAX_CIDRS:
        raise invalid(f"SourceIpConfig takes 1 to {MAX_CIDRS} CIDRs, received {len(cidrs)}.")

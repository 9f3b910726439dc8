"""What tests and the local cloud can tell the emulator, and ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.sagemaker.state import DEFAULT_ACCOUNT, DEFAULT_REGION, Place, WorkforceKind, WorkforceStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.portal import Mail, Mails
    from local.sagemaker.calls import Call
    from local.sagemaker.faults import Fault
    from local.sagemaker.service import Service


class Control:
    """The emulator's controls, in its own process; ``RemoteControl`` has the same methods from outside."""

    def __init__(self, service: Service, mails: Mails) -> None:
        self._service = service
        self._mails = mails

    def calls(self) -> list[Call]:
        """Return every call since the start or the last clearing, failed ones too."""
        return self._service.calls.all()

    def clear_calls(self) -> None:
        """Forget the calls."""
        self._service.calls.clear()

    def add_fault(self, fault: Fault) -> None:
        """Put a fault in force, behind those that are already."""
        self._service.faults.add(fault)

    def faults(self) -> list[Fault]:
        """Return the faults that can still hit a call."""
        return self._service.faults.all()

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._service.faults.clear()

    def limit_rate(self, calls_per_second: float | None) -> None:
        """Throttle calls beyond this rate, over all accounts together; None lifts the limit."""
        self._service.rate.set(calls_per_second)

    def set_lag(self, describe_workteam: float = 0, list_tags: float = 0) -> None:
        """Let DescribeWorkteam and ListTags answer as they would have so many seconds ago; 0 for no lag."""
        self._service.backend.set_lag(describe_workteam, list_tags)

    def set_busy(self, workteam_name: str, jobs: Sequence[str], *, reviewed: bool = False) -> None:
        """Let the team of this name be in use by exactly these labeling jobs, in every account and Region.

        Jobs that used it before and aren't named any more are finished: they stay listed, with nothing pending.
        ``reviewed`` lets a human review workflow (a flow definition) use it, too.
        """
        self._service.backend.set_busy(workteam_name, list(jobs), reviewed=reviewed)

    def add_workforce(
        self, name: str, kind: WorkforceKind = "any", account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION
    ) -> None:
        """Make the private workforce of an account and Region, instead of the one that may be there.

        ``kind`` tells whose members it takes: ``cognito``, ``oidc`` or ``any``.
        """
        self._service.backend.add_workforce(Place(account=account, region=region), name, kind)

    def set_workforce_pace(self, seconds: float = 0, failure: str | None = None) -> None:
        """Let workforces be made, changed and deleted in so many seconds, and end as Failed where a reason is given."""
        self._service.backend.workforces.set_pace(seconds, failure)

    def set_workforce_status(
        self,
        status: WorkforceStatus,
        failure: str | None = None,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
    ) -> None:
        """Put the workforce of an account and Region in a status; it stays until a call changes it."""
        self._service.backend.set_workforce_status(Place(account=account, region=region), status, failure)

    def set_app_client_opening(self, on: bool) -> None:
        """Let a new Cognito workforce put its portal's addresses into its app client, as SageMaker likely does."""
        self._service.backend.opens_app_client = on

    def mails(self) -> list[Mail]:
        """Return the mails that Cognito sent, of all accounts, the first one first."""
        return self._mails.all()

    def reset(self) -> None:
        """Forget everything but mails: teams, workforces and how they are, jobs, faults, lag, rate limit, calls."""
        self.clear_faults()
        self.limit_rate(None)
        self._service.backend.clear()
        self.clear_calls()

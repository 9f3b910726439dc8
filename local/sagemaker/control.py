"""What tests and the local cloud can tell the emulator, and ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.sagemaker.state import DEFAULT_ACCOUNT, DEFAULT_REGION, Place, WorkforceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.sagemaker.calls import Call
    from local.sagemaker.faults import Fault
    from local.sagemaker.service import Service


class Control:
    """The emulator's controls, in its own process; ``RemoteControl`` has the same methods from outside."""

    def __init__(self, service: Service) -> None:
        self._service = service

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

    def reset(self) -> None:
        """Forget everything: teams, workforces, jobs, faults, lag, the rate limit and the calls."""
        self.clear_faults()
        self.limit_rate(None)
        self._service.backend.clear()
        self.clear_calls()

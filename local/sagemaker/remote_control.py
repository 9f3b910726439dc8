"""The controls of an emulator that runs in another process."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

import urllib3

from local.portal import Mail
from local.sagemaker.calls import Call
from local.sagemaker.faults import Fault
from local.sagemaker.state import DEFAULT_ACCOUNT, DEFAULT_REGION, WorkforceKind, WorkforceStatus

if TYPE_CHECKING:
    from collections.abc import Sequence


class RemoteControl:
    """``Control`` over the emulator's control routes.

    Parameters
    ----------
    url
        The emulator's address, such as ``http://127.0.0.1:4567``.
    """

    def __init__(self, url: str) -> None:
        self._url = f"{url}/_control"
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=30), retries=False)

    def calls(self) -> list[Call]:
        """Return every call since the start or the last clearing, failed ones too."""
        return [Call(**call) for call in cast(list[dict[str, Any]], self._ask("GET", "calls"))]

    def clear_calls(self) -> None:
        """Forget the calls."""
        self._ask("DELETE", "calls")

    def add_fault(self, fault: Fault) -> None:
        """Put a fault in force, behind those that are already."""
        self._ask("POST", "faults", asdict(fault))

    def faults(self) -> list[Fault]:
        """Return the faults that can still hit a call."""
        return [Fault(**fault) for fault in cast(list[dict[str, Any]], self._ask("GET", "faults"))]

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._ask("DELETE", "faults")

    def limit_rate(self, calls_per_second: float | None) -> None:
        """Throttle calls beyond this rate; None lifts the limit."""
        self._ask("POST", "rate", {"calls_per_second": calls_per_second})

    def set_lag(self, describe_workteam: float = 0, list_tags: float = 0) -> None:
        """Let DescribeWorkteam and ListTags answer as they would have so many seconds ago; 0 for no lag."""
        self._ask("POST", "lag", {"describe_workteam": describe_workteam, "list_tags": list_tags})

    def set_busy(self, workteam_name: str, jobs: Sequence[str], *, reviewed: bool = False) -> None:
        """Let the team of this name be in use by exactly these labeling jobs, and by a human review workflow."""
        self._ask("POST", "busy", {"workteam_name": workteam_name, "jobs": list(jobs), "reviewed": reviewed})

    def add_workforce(
        self, name: str, kind: WorkforceKind = "any", account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION
    ) -> None:
        """Make the private workforce of an account and Region, instead of the one that may be there."""
        self._ask("POST", "workforces", {"name": name, "kind": kind, "account": account, "region": region})

    def set_workforce_pace(self, seconds: float = 0, failure: str | None = None) -> None:
        """Let workforces be made, changed and deleted in so many seconds, and end as Failed where a reason is given."""
        self._ask("POST", "workforce_pace", {"seconds": seconds, "failure": failure})

    def set_workforce_status(
        self,
        status: WorkforceStatus,
        failure: str | None = None,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
    ) -> None:
        """Put the workforce of an account and Region in a status; it stays until a call changes it."""
        place = {"account": account, "region": region}
        self._ask("POST", "workforce_status", {"status": status, "failure": failure, **place})

    def set_app_client_opening(self, on: bool) -> None:
        """Let a new Cognito workforce put its portal's addresses into its app client, as SageMaker likely does."""
        self._ask("POST", "app_client_opening", {"on": on})

    def mails(self) -> list[Mail]:
        """Return the mails that Cognito sent, of all accounts, the first one first."""
        return [Mail(**mail) for mail in cast(list[dict[str, Any]], self._ask("GET", "mails"))]

    def reset(self) -> None:
        """Forget everything but mails: teams, workforces and how they are, jobs, faults, lag, rate limit, calls."""
        self._ask("POST", "reset")

    def _ask(self, method: str, path: str, body: object = None) -> object:
        answer = self._http.request(method, f"{self._url}/{path}", body=None if body is None else json.dumps(body))
        content = answer.json()
        if answer.status != 200:
            raise ValueError(content["message"])
        return content

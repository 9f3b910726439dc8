"""Labeling jobs that keep work teams in use."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local.sagemaker.state import Place


@dataclass(slots=True)
class Job:
    """A labeling job; a finished one stays listed, with nothing pending, but keeps no team in use."""

    name: str
    running: bool = True
    pending: int = 7
    created: float = field(default_factory=time.time)

    def described(self, place: Place) -> dict[str, Any]:
        """Return it as ListLabelingJobsForWorkteam shows it."""
        pending = self.pending if self.running else 0
        return {
            "LabelingJobName": self.name,
            "JobReferenceCode": f"code-{self.name}",
            "WorkRequesterAccountId": place.account,
            "CreationTime": self.created,
            "LabelCounters": {"HumanLabeled": 10 - pending, "PendingHuman": pending, "Total": 10},
            "NumberOfHumanWorkersPerDataObject": 1,
        }


class Jobs:
    """What uses a work team, by its name, in every account and Region alike."""

    def __init__(self) -> None:
        self._of_team: dict[str, dict[str, Job]] = {}
        self._reviewed: set[str] = set()

    def set_running(self, team: str, names: Iterable[str], *, reviewed: bool = False) -> None:
        """Let exactly these jobs, and a human review workflow, use the team; other jobs that did are finished."""
        jobs = self._of_team.setdefault(team, {})
        wanted = dict.fromkeys(names)
        jobs |= {name: Job(name) for name in wanted if name not in jobs}
        for job in jobs.values():
            job.running = job.name in wanted
        (self._reviewed.add if reviewed else self._reviewed.discard)(team)

    def of(self, team: str) -> list[Job]:
        """Return all jobs of a team, oldest first."""
        return list(self._of_team.get(team, {}).values())

    def running(self, team: str) -> list[str]:
        """Return the names of the jobs that use a team."""
        return [job.name for job in self.of(team) if job.running]

    def is_reviewed(self, team: str) -> bool:
        """Tell whether a human review workflow refers to a team."""
        return team in self._reviewed

    def forget(self, team: str) -> None:
        """Drop a team that was deleted."""
        self._of_team.pop(team, None)

    def clear(self) -> None:
        """Drop everything."""
        self._of_team.clear()
        self._reviewed.clear()

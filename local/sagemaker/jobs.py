"""Labeling jobs that keep work teams in use."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local.sagemaker.state import Place


@dataclass(slots=True)
class Job:
    """A labeling job; a finished one stays listed but keeps no team in use."""

    name: str
    running: bool = True
    reference: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: float = field(default_factory=time.time)

    def described(self, place: Place) -> dict[str, Any]:
        """Return it as ListLabelingJobsForWorkteam shows it."""
        return {
            "LabelingJobName": self.name,
            "JobReferenceCode": self.reference,
            "WorkRequesterAccountId": place.account,
            "CreationTime": self.created,
            "LabelCounters": {
                "HumanLabeled": 3 if self.running else 10,
                "PendingHuman": 7 if self.running else 0,
                "Total": 10,
            },
            "NumberOfHumanWorkersPerDataObject": 1,
        }


class Jobs:
    """The labeling jobs per work team name, in every account and Region alike."""

    def __init__(self) -> None:
        self._of_team: dict[str, dict[str, Job]] = {}

    def set_running(self, team: str, names: Iterable[str]) -> None:
        """Let exactly these jobs use the team; others that did are finished."""
        jobs = self._of_team.setdefault(team, {})
        wanted = set(names)
        for name in sorted(wanted - jobs.keys()):
            jobs[name] = Job(name)
        for job in jobs.values():
            job.running = job.name in wanted

    def of(self, team: str) -> list[Job]:
        """Return all jobs of a team, oldest first."""
        return sorted(self._of_team.get(team, {}).values(), key=lambda job: (job.created, job.name))

    def running(self, team: str) -> list[str]:
        """Return the names of the jobs that use a team."""
        return [job.name for job in self.of(team) if job.running]

    def forget(self, team: str) -> None:
        """Drop a team that was deleted."""
        self._of_team.pop(team, None)

    def clear(self) -> None:
        """Drop everything."""
        self._of_team.clear()

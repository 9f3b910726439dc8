"""The labeling jobs that use a team, for the reason of a Delete that it is refused for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workteam_provider.protocol.service import Service


def labeling_jobs(service: Service, arn: str) -> list[str]:
    """Name labeling jobs that wait for a team, a page of them; all that were ever given to it where none does."""
    seen: list[dict[str, Any]] = []
    for page in service.pages("list_labeling_jobs_for_workteam", {"WorkteamArn": arn, "MaxResults": 100}):
        jobs = [job for job in page.get("LabelingJobSummaryList") or [] if job]
        waiting = [job for job in jobs if (job.get("LabelCounters") or {}).get("PendingHuman")]
        if waiting:
            return _names(waiting)
        seen += jobs
    return _names(seen)


def _names(jobs: list[dict[str, Any]]) -> list[str]:
    return [name for job in jobs if (name := job.get("LabelingJobName") or job.get("JobReferenceCode"))]

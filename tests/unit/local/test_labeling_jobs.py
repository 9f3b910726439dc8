from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.sagemaker import SageMakerEmulator
    from unit.local.fixtures import Make, Refused, SageMaker

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/labelers"


def jobs(sagemaker: SageMaker, **request: Any) -> list[dict[str, Any]]:
    pages = sagemaker.get_paginator("list_labeling_jobs_for_workteam").paginate(WorkteamArn=ARN, **request)
    return [job for page in pages for job in page["LabelingJobSummaryList"]]


def test_a_team_in_use_can_not_be_deleted(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, refused: Refused
) -> None:
    sagemaker.create_workteam(**team())
    emulator.control.set_busy("labelers", ["job-b", "job-a"])

    code, message = refused(sagemaker.delete_workteam, WorkteamName="labelers")

    assert code == "ResourceInUse"
    assert "job-a" in message
    assert "job-b" in message
    assert {job["LabelingJobName"] for job in jobs(sagemaker, MaxResults=1)} == {"job-a", "job-b"}
    assert all(job["LabelCounters"]["PendingHuman"] > 0 for job in jobs(sagemaker))
    assert all(job["WorkRequesterAccountId"] == "111122223333" for job in jobs(sagemaker))


def test_a_team_of_a_review_workflow_can_not_be_deleted(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, refused: Refused
) -> None:
    sagemaker.create_workteam(**team())
    emulator.control.set_busy("labelers", [], reviewed=True)

    words = "The work team labelers is referenced by a human review workflow"
    assert refused(sagemaker.delete_workteam, WorkteamName="labelers") == ("ValidationException", words)

    emulator.control.set_busy("labelers", [])
    assert sagemaker.delete_workteam(WorkteamName="labelers")["Success"] is True


def test_finished_jobs_stay_listed_and_keep_nothing_in_use(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make
) -> None:
    sagemaker.create_workteam(**team())
    emulator.control.set_busy("labelers", ["job-a"])
    emulator.control.set_busy("labelers", [])

    assert [(job["LabelingJobName"], job["LabelCounters"]["PendingHuman"]) for job in jobs(sagemaker)] == [("job-a", 0)]
    assert sagemaker.delete_workteam(WorkteamName="labelers")["Success"] is True
    sagemaker.create_workteam(**team())
    assert jobs(sagemaker) == []


def test_jobs_are_found_by_their_reference(emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make) -> None:
    sagemaker.create_workteam(**team())
    emulator.control.set_busy("labelers", ["job-a", "job-b"])
    first, second = jobs(sagemaker)
    assert jobs(sagemaker, JobReferenceCodeContains=first["JobReferenceCode"]) == [first]
    assert jobs(sagemaker, SortOrder="Descending") == [second, first]


def test_jobs_of_an_unknown_team(sagemaker: SageMaker, refused: Refused) -> None:
    assert refused(sagemaker.list_labeling_jobs_for_workteam, WorkteamArn=ARN)[0] == "ResourceNotFound"

"""The table of answers, the page, and the policy."""

from __future__ import annotations

import copy
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local.clients import make_client
from local.sagemaker import SageMakerEmulator, answers
from local.sagemaker.backend import Backend
from local.sagemaker.errors import ServiceError
from local.sagemaker.faults import Fault
from local.sagemaker.state import Place
from tools.acceptance import look, page
from tools.acceptance.asking import Asked
from tools.acceptance.probes import PROBES
from tools.acceptance.rights import policy

if TYPE_CHECKING:
    from pathlib import Path

Table = dict[str, dict[str, str | None]]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    copied: Table = copy.deepcopy(answers.table())
    for module in (answers, page):
        monkeypatch.setattr(module, "table", lambda: copied)
    return copied


def test_each_question_is_in_the_table_once() -> None:
    assert [probe.id for probe in PROBES] == list(dict.fromkeys(probe.id for probe in PROBES))
    assert {probe.id for probe in PROBES} == set(answers.table())


def test_the_page_is_what_the_table_says() -> None:
    assert page.PAGE.read_text() == page.page(), "run `make docs`"
    assert policy() in page.page()


def test_the_emulator_says_what_aws_answered(table: Table) -> None:
    table["describe-absent-team"]["aws"] = "ResourceNotFound: Team {team} is {odd}."
    with pytest.raises(ServiceError) as refused:
        Backend().run("DescribeWorkteam", Place(), {"WorkteamName": "night"})
    assert (refused.value.code, refused.value.message) == ("ResourceNotFound", "Team night is {odd}.")


def test_what_aws_accepts_is_accepted(table: Table) -> None:
    with pytest.raises(ServiceError):
        answers.refuse("unknown-group", group="g", pool="p")
    table["unknown-group"]["aws"] = "accepted"
    answers.refuse("unknown-group", group="g", pool="p")
    table["delete-absent-team"]["aws"] = "accepted"
    assert answers.error_for("delete-absent-team", team="t").message == "The work team t doesn't exist."


def test_what_aws_answers_is_written_down(table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "TABLE", tmp_path / "answers.json")
    monkeypatch.setattr(page, "PAGE", tmp_path / "page.md")
    given = {"names-by-case": "one team", "tag-twice": "ValidationException: No.", "never-set": "not asked: denied"}
    page.record(given, "eu-west-1")
    rows = (tmp_path / "page.md").read_text().splitlines()
    assert any("| one team; **the emulator answers otherwise** |" in row for row in rows)
    assert any("| ValidationException: No.; the emulator follows |" in row for row in rows)
    assert any(row.startswith("2 of ") for row in rows)
    assert "not asked: denied" not in (tmp_path / "answers.json").read_text()


def test_an_answer_tells_nothing_of_the_account() -> None:
    asked = object.__new__(Asked)
    target = type("T", (), {"account": "123456789012", "region": "eu-west-1"})
    asked.run = type("R", (), {"name": "acceptance-0badcafe", "target": target})  # type: ignore[assignment]
    asked.arn = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/acceptance-0badcafe-first"
    asked.team, asked.workforce = "acceptance-0badcafe-first", "acceptance-0badcafe"
    asked.member = {"UserPool": "eu-west-1_AbCdEfGhI", "ClientId": "abc123", "UserGroup": "acceptance-0badcafe-cats"}
    asked.unknown = {"group": "acceptance-0badcafe-nobody"}
    told = asked.told(
        f"no {asked.name('absent')}, {asked.name('CASE')}, {asked.arn}, eu-west-1_AbCdEfGhI, abc123, "
        "acceptance-0badcafe-nobody, request 12345678-1234-1234-1234-123456789abc"
    )
    assert told == (
        "no {team}, {team}, arn:aws:sagemaker:{region}:{account}:workteam/private-crowd/{team}, {pool}, {client}, "
        "{group}, request {id}"
    )


@pytest.mark.parametrize(
    ("back", "answer"),
    [
        ("UPDATE_COMPLETE old, DELETE_IN_PROGRESS new, DELETE_COMPLETE new", "a Delete of the new one alone"),
        (
            "UPDATE_IN_PROGRESS new, UPDATE_COMPLETE old, DELETE_IN_PROGRESS new, DELETE_COMPLETE new",
            "another Update, then a Delete of the new one",
        ),
        (
            "UPDATE_IN_PROGRESS new, UPDATE_IN_PROGRESS old, UPDATE_COMPLETE old, DELETE_IN_PROGRESS new",
            "another Update, then a Delete of the new one",
        ),
        ("UPDATE_IN_PROGRESS new, UPDATE_COMPLETE old", "otherwise: UPDATE_IN_PROGRESS, UPDATE_COMPLETE"),
        ("DELETE_IN_PROGRESS old", "otherwise: DELETE_IN_PROGRESS"),
    ],
)
def test_the_way_back_is_read_from_the_latest_rollback_alone(back: str, answer: str) -> None:
    earlier = "Stack UPDATE_ROLLBACK_IN_PROGRESS id, Team DELETE_IN_PROGRESS gone"
    forward = "Team UPDATE_IN_PROGRESS old, Team UPDATE_COMPLETE new, Sibling CREATE_FAILED sibling"
    ours = ", ".join(f"Team {event}" for event in back.split(", "))
    happened = f"{earlier}, {forward}, Stack UPDATE_ROLLBACK_IN_PROGRESS id, {ours}, Sibling DELETE_IN_PROGRESS sibling"
    names = ("LogicalResourceId", "ResourceStatus", "PhysicalResourceId")
    events = [dict(zip(names, event.split(), strict=True)) for event in happened.split(", ")]
    assert look.way_back(events[::-1], "Team") == answer


@pytest.mark.parametrize("fails", [0, 1])
def test_the_teams_that_fill_an_account_are_deleted_even_if_one_is_not(fails: int) -> None:
    with SageMakerEmulator() as emulator:
        asked = object.__new__(Asked)
        target = type("T", (), {"account": "111122223333", "region": "eu-west-1"})
        asked.run = type("R", (), {"name": "acceptance-0badcafe", "joined": None, "target": target})  # type: ignore[assignment]
        asked.sagemaker = make_client("sagemaker", emulator.url, "111122223333", "eu-west-1")
        asked.member = {"UserPool": "eu-west-1_AbCdEfGhI", "ClientId": "abc123", "UserGroup": "cats"}
        asked.members, asked.unknown = asked.with_member(), {}
        asked.team, asked.workforce = "first", "default"
        asked.arn = "arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/first"
        asked.create("first")
        if fails:
            emulator.control.add_fault(Fault("DeleteWorkteam", "error", times=1, code="Busy", message="no", status=400))
        (probe,) = [probe for probe in PROBES if probe.id == "team-too-many"]
        assert probe.ask is not None
        with pytest.raises(ClientError, match="Busy") if fails else nullcontext():
            assert probe.ask(asked) == answers.answer_to("team-too-many")
        made = [call.request["WorkteamName"] for call in emulator.control.calls() if call.operation == "CreateWorkteam"]
        assert len(made) == 26
        left = [team["WorkteamName"] for team in asked.sagemaker.list_workteams()["Workteams"]]
        assert left == ["first", *made[24:25]][: 1 + fails]

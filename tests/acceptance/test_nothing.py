"""Workforces that SageMaker makes where there is none, and that whoever cleans up tells them from anybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from local.teams import make_strangers_team
from tools.acceptance import nothing
from tools.acceptance.cleaner import clean, ids_found, remains
from tools.acceptance.nothing import difference, from_nothing
from tools.acceptance.probes import NOT_OURS
from tools.acceptance.run import Run, Unexpected

if TYPE_CHECKING:
    from local.cloud import LocalCloud
    from tools.acceptance.target import Target

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def workforces(target: Target) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = target.client("sagemaker").list_workforces()["Workforces"]
    return found


def test_both_are_asked_and_nothing_is_left(target: Target) -> None:
    run = Run(target)
    from_nothing(run)
    assert set(run.answers) == {"workforce-writes", "first-team-makes"}
    assert remains(target, run.id) == []
    assert workforces(target) == []
    assert ids_found(target) == set()


def test_a_workforce_that_is_joined_is_left_alone(target: Target) -> None:
    run = Run(target, joined={"WorkforceName": "theirs"})
    from_nothing(run)
    assert set(run.answers.values()) == {NOT_OURS}
    assert "cognito-idp:CreateUserPool" not in target.rights


def test_where_a_workforce_came_meanwhile_none_is_made(target: Target, cloud: LocalCloud) -> None:
    make_strangers_team(cloud, "theirs")
    before, run = workforces(target), Run(target)
    with pytest.raises(Unexpected, match="no workforce"):
        from_nothing(run)
    assert workforces(target) == before
    assert remains(target, run.id) == []


def test_what_cognito_refuses_is_not_asked(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_run: Run) -> str:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "CreateUserPool")

    monkeypatch.setattr(nothing, "make_pool", refuse)
    monkeypatch.setattr(nothing, "answered", lambda run, question, answer: run.answers.update({question: answer}))
    run = Run(target)
    from_nothing(run)
    assert len(run.answers) == 2
    assert all(answer.startswith("not asked: ") for answer in run.answers.values())


@pytest.mark.parametrize(
    ("way", "left"),
    [
        (None, ["user pool {name}-by-hand"]),
        ("workforce-writes", ["workforce {name}", "user pool {name}-by-hand"]),
        ("first-team-makes", ["work team {name}-by-hand", "workforce default", "user pool {name}-by-hand"]),
    ],
)
def test_what_a_kill_leaves_is_found_by_its_names(target: Target, way: str | None, left: list[str]) -> None:
    run = Run(target)
    pool = nothing.make_pool(run)
    if way:
        nothing.WAYS[way](run, nothing.make_client(run, pool))
    assert ids_found(target) == {run.id}
    assert remains(target, run.id) == [one.format(name=run.name) for one in left]
    clean(target, run.id)
    assert remains(target, run.id) == []
    assert workforces(target) == []


def test_a_workforce_of_anothers_pool_is_left_as_it_is(target: Target, cloud: LocalCloud) -> None:
    make_strangers_team(cloud, "theirs")
    run = Run(target)
    pool = nothing.make_pool(run)
    before = workforces(target)
    assert [one["WorkforceName"] for one in before] == ["default"]
    clean(target, run.id)
    assert remains(target, run.id) == []
    assert workforces(target) == before
    with pytest.raises(ClientError, match="ResourceNotFound"):
        target.client("cognito-idp").describe_user_pool(UserPoolId=pool)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "nothing"),
        ({"LastModifiedDate": 2, "ClientSecret": "other"}, "nothing"),
        ({"CallbackURLs": ["https://b", "https://a"]}, "CallbackURLs +https://b"),
        ({"CallbackURLs": ["https://c"]}, "CallbackURLs +https://c -https://a"),
        ({"Flows": True, "RefreshTokenValidity": 5}, "Flows None -> True; RefreshTokenValidity 30 -> 5"),
    ],
)
def test_a_difference_names_what_came_and_went(changed: dict[str, Any], told: str) -> None:
    before = {"CallbackURLs": ["https://a"], "RefreshTokenValidity": 30, "LastModifiedDate": 1, "ClientSecret": "s"}
    assert difference(before, before | changed) == told

"""Tags: the user's change, and nothing but it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.account import tags, team

if TYPE_CHECKING:
    from support.account import Account
    from support.cloudformation import Stack

OURS = "cdk-sagemaker-workteam:"


def users(shown: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in shown.items() if not key.startswith(OURS)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"a": "1"}),
        ({"a": "1"}, {}),
        ({"a": "1"}, {"a": "2"}),
        ({"a": "1", "b": "1", "c": "1"}, {"b": "2", "c": "1", "d": ""}),
        ({f"key{number}": "v" * 256 for number in range(47)}, {f"other{number}": "" for number in range(47)}),
    ],
    ids=["added", "removed", "changed", "all three", "as many as there can be"],
)
def test_p35_tags_become_what_the_user_says(
    stack: Stack, account: Account, before: dict[str, str], after: dict[str, str]
) -> None:
    stack.deploy({"Team": team(WorkteamName="signs", Tags=tags(**before))})
    ours = account.tags("signs").items() - before.items()

    outcome = stack.deploy({"Team": team(WorkteamName="signs", Tags=tags(**after))})

    assert outcome.status == "UPDATE_COMPLETE", outcome
    assert users(account.tags("signs")) == after
    assert ours == account.tags("signs").items() - after.items()
    assert len(ours) == 3


def test_p35_tags_that_others_put_there_stay(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs", Tags=tags(a="1"))})
    account.retag("signs", theirs="1")

    stack.deploy({"Team": team(WorkteamName="signs", Tags=tags(a="2"), Description="x")})
    assert users(account.tags("signs")) == {"a": "2", "theirs": "1"}

    stack.deploy({"Team": team(WorkteamName="signs", Description="y")})
    assert users(account.tags("signs")) == {"theirs": "1"}


def test_p35_a_tag_changed_by_hand_is_put_right(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs", Tags=tags(a="1"))})
    account.retag("signs", a="by hand")

    stack.deploy({"Team": team(WorkteamName="signs", Tags=tags(a="1"), Description="x")})

    assert users(account.tags("signs")) == {"a": "1"}


@pytest.mark.parametrize("key", ["cdk-sagemaker-workteam:stack-id", "CDK-SageMaker-Workteam:x", "aws:x", "AWS:x"])
def test_p35_reserved_tags_are_refused(stack: Stack, account: Account, key: str) -> None:
    outcome = stack.deploy({"Team": team(Tags=[{"Key": key, "Value": "x"}])})

    assert outcome.status == "ROLLBACK_COMPLETE"
    assert "`Tags[0].Key`" in outcome.reason
    assert account.mutations() == []


@pytest.mark.parametrize("key", ["stack-id", "logical-id", "claim", "adopted"])
def test_p35_ours_stay_when_an_update_that_named_them_is_rolled_back(stack: Stack, account: Account, key: str) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    before = account.tags("signs")

    outcome = stack.deploy({"Team": team(WorkteamName="signs", Tags=[{"Key": OURS + key, "Value": "x"}])})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert account.tags("signs") == before


def test_tags_of_a_long_stack_and_logical_id_fit(new_stack: Any, account: Account) -> None:
    stack = new_stack("S" * 128)
    long = "T" * 255

    assert stack.deploy({long: team(WorkteamName="signs")}).status == "CREATE_COMPLETE"
    assert stack.deploy({long: team(WorkteamName="signs", Description="x")}).status == "UPDATE_COMPLETE"
    assert stack.delete().status == "DELETE_COMPLETE"
    assert account.names() == set()

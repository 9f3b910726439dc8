"""Update: what changes in place, and how a rollback ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.sagemaker import Fault
from support.account import ACCOUNT, ARN_PREFIX, OTHER_TOPIC, REGION, TOPIC, access, cognito, oidc, tags, team, unusual

if TYPE_CHECKING:
    from local.sagemaker import Control
    from support.account import Account
    from support.cloudformation import Stack

SOURCE_IP = access(SourceIp="Enabled")
VPC_SOURCE_IP = access(SourceIp="Disabled", VpcSourceIp="Enabled")

CHANGES = {
    "members added": ({}, {"MemberDefinitions": cognito("annotators", "reviewers")}),
    "members exchanged": ({}, {"MemberDefinitions": cognito("reviewers")}),
    "members' order": (
        {"MemberDefinitions": cognito("annotators", "reviewers")},
        {"MemberDefinitions": cognito("reviewers", "annotators")},
    ),
    "members' kind": ({}, {"MemberDefinitions": oidc("annotators", "reviewers")}),
    "description": ({}, {"Description": "Labels traffic lights: großé \U0001f6a6"}),
    "topic set": ({}, {"NotificationConfiguration": TOPIC}),
    "topic changed": ({"NotificationConfiguration": TOPIC}, {"NotificationConfiguration": OTHER_TOPIC}),
    "access set": ({}, {"WorkerAccessConfiguration": SOURCE_IP}),
    "access changed": ({"WorkerAccessConfiguration": SOURCE_IP}, {"WorkerAccessConfiguration": VPC_SOURCE_IP}),
    "all at once": (
        {"NotificationConfiguration": TOPIC},
        {
            "MemberDefinitions": cognito("reviewers"),
            "Description": "Labels all",
            "WorkerAccessConfiguration": VPC_SOURCE_IP,
        },
    ),
}


def enabled(settings: dict[str, Any]) -> set[str]:
    constraints = settings.get("WorkerAccessConfiguration", {}).get("S3Presign", {}).get("IamPolicyConstraints", {})
    return {name for name, value in constraints.items() if value == "Enabled"}


def require_shown(account: Account, name: str, wanted: dict[str, Any]) -> None:
    shown = account.settings(name)
    members = [sorted(map(str, one["MemberDefinitions"])) for one in (shown, wanted)]
    assert members[0] == members[1]
    assert shown["Description"] == wanted["Description"]
    assert shown.get("NotificationConfiguration") == wanted.get("NotificationConfiguration")
    assert enabled(shown) == enabled(wanted)


@pytest.mark.parametrize("backwards", [False, True], ids=["", "and back"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_p18_a_change_in_place_keeps_the_id(
    stack: Stack, account: Account, control: Control, change: tuple[dict[str, Any], dict[str, Any]], backwards: bool
) -> None:
    control.add_workforce("crowd", account=ACCOUNT, region=REGION)
    before, after = (team(WorkteamName="signs", **side) for side in (reversed(change) if backwards else change))
    stack.deploy({"Team": before})
    account.forget_calls()

    outcome = stack.deploy({"Team": after})

    assert outcome.status == "UPDATE_COMPLETE", outcome
    assert stack.resources["Team"].physical_id == ARN_PREFIX + "signs"
    assert {"CreateWorkteam", "DeleteWorkteam"}.isdisjoint(account.mutations())
    assert account.mutations().count("UpdateWorkteam") <= 1
    require_shown(account, "signs", after)


def test_p18_a_derived_name_stays_through_updates(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team()})
    before = account.names()

    stack.deploy({"Team": team(Description="Labels traffic lights")})

    assert account.names() == before


@pytest.mark.parametrize("change", [{"AdoptExisting": False}, {"ServiceTimeout": 300}, {"Tags": []}])
def test_a_change_of_nothing_that_the_team_has_writes_nothing(
    stack: Stack, account: Account, change: dict[str, Any]
) -> None:
    stack.deploy({"Team": team()})
    account.forget_calls()

    assert stack.deploy({"Team": team(**change)}).status == "UPDATE_COMPLETE"

    assert len(account.calls()) > 0
    assert account.mutations() == []


def test_the_attributes_of_an_update_are_the_teams(stack: Stack) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    created = stack.resources["Team"].attributes

    stack.deploy({"Team": team(WorkteamName="signs", Description="Labels traffic lights")})

    assert stack.resources["Team"].attributes == created


@pytest.mark.parametrize(
    ("name", "value"), [("NotificationConfiguration", TOPIC), ("WorkerAccessConfiguration", SOURCE_IP)]
)
def test_p34_a_removal_that_the_service_ignores_fails_and_says_so(
    stack: Stack, account: Account, control: Control, name: str, value: dict[str, Any]
) -> None:
    wanted = team(WorkteamName="signs", **{name: value})
    stack.deploy({"Team": wanted})
    control.add_fault(Fault("UpdateWorkteam", "keep_on_removal"))

    outcome = stack.deploy({"Team": team(WorkteamName="signs")})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert f"`{name}`" in outcome.reason
    require_shown(account, "signs", wanted)


@pytest.mark.parametrize(
    "nothing",
    [
        {"NotificationConfiguration": {}, "WorkerAccessConfiguration": {}, "Tags": []},
        {"WorkerAccessConfiguration": {"S3Presign": {}}},
        {"WorkerAccessConfiguration": access()},
    ],
    ids=str,
)
def test_p59_what_no_value_leaves_behind_is_not_given(stack: Stack, account: Account, nothing: dict[str, Any]) -> None:
    bare = team(WorkteamName="signs")
    given = bare | {"NotificationConfiguration": TOPIC, "WorkerAccessConfiguration": SOURCE_IP, "Tags": tags(a="1")}

    for wanted, fails, status in (
        (bare | nothing, False, "CREATE_COMPLETE"),
        (given, True, "UPDATE_ROLLBACK_COMPLETE"),
        (given, False, "UPDATE_COMPLETE"),
        (bare | nothing, False, "UPDATE_COMPLETE"),
    ):
        assert stack.deploy({"Team": wanted}, sibling_fails=fails).status == status
        require_shown(account, "signs", bare if wanted is not given or fails else given)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_p33_an_update_rolled_back_ends_in_the_old_state(
    stack: Stack, account: Account, control: Control, change: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    control.add_workforce("crowd", account=ACCOUNT, region=REGION)
    before, after = (team(WorkteamName="signs", **side) for side in change)
    stack.deploy({"Team": before | {"Tags": tags(stays="1", changes="1", goes="1")}})

    outcome = stack.deploy({"Team": after | {"Tags": tags(stays="1", changes="2", comes="1")}}, sibling_fails=True)

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    require_shown(account, "signs", before)
    assert {"stays": "1", "changes": "1", "goes": "1"}.items() <= account.tags("signs").items()
    assert "comes" not in account.tags("signs")


@pytest.mark.parametrize("operation", ["DescribeWorkteam", "ListTags", "UpdateWorkteam", "AddTags", "DeleteTags"])
@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
def test_p33_an_update_that_fails_half_way_is_rolled_back(
    stack: Stack, account: Account, control: Control, operation: str, after_effect: bool
) -> None:
    before = team(WorkteamName="signs", Tags=tags(changes="1", goes="1"))
    stack.deploy({"Team": before})
    tags_before = account.tags("signs")
    control.add_fault(unusual(operation, after_effect=after_effect))

    outcome = stack.deploy({"Team": team(WorkteamName="signs", Description="x", Tags=tags(changes="2", comes="1"))})

    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert outcome.reason.startswith(f"{operation} failed with ValidationException: Unusual.")
    require_shown(account, "signs", before)
    assert account.tags("signs") == tags_before


@pytest.mark.parametrize("name", ["signs", None], ids=["explicit", "derived"])
def test_p32_a_team_deleted_behind_our_back_is_made_again_under_its_arn(
    stack: Stack, account: Account, name: str | None
) -> None:
    stack.deploy({"Team": team(WorkteamName=name)})
    arn = stack.resources["Team"].physical_id
    account.sagemaker.delete_workteam(WorkteamName=arn.rpartition("/")[2])

    outcome = stack.deploy({"Team": team(WorkteamName=name, Description="x")})

    assert outcome.status == "UPDATE_COMPLETE", outcome
    assert stack.resources["Team"].physical_id == arn
    assert account.settings(arn.rpartition("/")[2])["Description"] == "x"


def test_a_setting_changed_by_hand_is_put_right_by_the_next_update(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    account.sagemaker.update_workteam(WorkteamName="signs", NotificationConfiguration=TOPIC)
    after = team(WorkteamName="signs", Description="x")

    stack.deploy({"Team": after})

    require_shown(account, "signs", after)


def test_the_same_update_again_ends_in_the_same_state(stack: Stack, account: Account) -> None:
    stack.deploy({"Team": team(WorkteamName="signs")})
    stack.deploy({"Team": team(WorkteamName="signs", Description="x", Tags=tags(a="1"))})
    before = account.settings("signs"), account.tags("signs")

    again = stack.redeliver(stack.history[-1])

    assert again == stack.history[-1].answer
    assert (account.settings("signs"), account.tags("signs")) == before

"""Properties: checked, typed, and compared with what the service shows."""

from __future__ import annotations

from typing import Any

import pytest

from unit.function.scene import SOURCE_IP, TOPIC, member, oidc, properties
from workteam_provider.errors import InvalidPropertiesError
from workteam_provider.properties import names_of, parse_properties, settings_of, tags_of

ALL_DISABLED = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Disabled", "VpcSourceIp": "Disabled"}}}


def test_reads_every_property() -> None:
    read = parse_properties(
        {
            "ServiceToken": "token",
            "ServiceTimeout": "60",
            **properties(
                WorkforceName="crowd", Tags=[{"Key": "a", "Value": "b"}], AdoptExisting="true",
                NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP,
            ),
        }
    )  # fmt: skip

    assert (read.name, read.workforce_name, read.tags, read.adopt_existing) == ("crew", "crowd", {"a": "b"}, True)
    assert read.request == {
        "MemberDefinitions": [member()],
        "Description": "labels things",
        "NotificationConfiguration": TOPIC,
        "WorkerAccessConfiguration": SOURCE_IP,
    }


def test_what_is_left_out_stays_out() -> None:
    read = parse_properties(properties(WorkteamName=None))

    assert (read.name, read.workforce_name, read.tags, read.adopt_existing) == (None, None, {}, False)
    assert set(read.request) == {"MemberDefinitions", "Description"}


def test_refuses_with_every_problem_and_says_that_nothing_was_changed() -> None:
    with pytest.raises(InvalidPropertiesError, match=r"`MemberDefinitions`.*; `Description`.*; nothing was changed"):
        parse_properties({})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"NotificationConfiguration": {}}, {}),
        ({"NotificationConfiguration": {"NotificationTopicArn": ""}}, {}),
        ({"WorkerAccessConfiguration": {}}, {}),
        ({"WorkerAccessConfiguration": {"S3Presign": {}}}, {}),
        ({"WorkerAccessConfiguration": ALL_DISABLED}, {}),
        (
            {"MemberDefinitions": [member(), member(UserGroup="b")]},
            {"MemberDefinitions": [member(UserGroup="b"), member()]},
        ),
        ({"MemberDefinitions": [oidc("a", "b")]}, {"MemberDefinitions": [oidc("b", "a")]}),
        ({"MemberDefinitions": [{**oidc("a"), "CognitoMemberDefinition": None}]}, {"MemberDefinitions": [oidc("a")]}),
    ],
    ids=str,
)
def test_p34_what_the_service_does_not_tell_apart_is_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert settings_of(one) == settings_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"MemberDefinitions": [member()]}, {"MemberDefinitions": [member(UserGroup="b")]}),
        ({"MemberDefinitions": [member()]}, {"MemberDefinitions": [member(UserPool="a_b")]}),
        ({"MemberDefinitions": [member()]}, {"MemberDefinitions": [member(ClientId="b")]}),
        ({"MemberDefinitions": [oidc("a", "b")]}, {"MemberDefinitions": [oidc("a"), oidc("b")]}),
        ({"Description": "a"}, {"Description": "b"}),
        ({"NotificationConfiguration": TOPIC}, {}),
        ({"WorkerAccessConfiguration": SOURCE_IP}, {}),
        (
            {"WorkerAccessConfiguration": SOURCE_IP},
            {"WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"VpcSourceIp": "Enabled"}}}},
        ),
    ],
    ids=str,
)
def test_what_the_service_tells_apart_differs(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert settings_of(one) != settings_of(other)


def test_p34_removing_topic_and_access_says_so_in_the_request() -> None:
    actual = settings_of(properties(NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP))
    wanted = parse_properties(properties())

    assert wanted.changes_from(actual) == {
        "MemberDefinitions": [member()],
        "NotificationConfiguration": {},
        "WorkerAccessConfiguration": ALL_DISABLED,
    }
    assert wanted.not_removed_from(actual) == ["NotificationConfiguration", "WorkerAccessConfiguration"]


def test_equal_settings_need_no_change() -> None:
    wanted = parse_properties(properties())

    assert wanted.changes_from(wanted.settings) == {}
    assert wanted.not_removed_from(wanted.settings) == []


def test_p34_a_topic_that_is_wanted_is_not_one_that_was_kept() -> None:
    wanted = parse_properties(properties(NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP))

    assert wanted.not_removed_from(wanted.settings) == []


@pytest.mark.parametrize(
    ("raw", "tags"),
    [
        ({}, {}),
        ({"Tags": None}, {}),
        ({"Tags": "text"}, {}),
        ({"Tags": {"Key": "a"}}, {}),
        ({"Tags": [5, None, "text", {}, {"Key": 5}, {"Key": ["a"]}, {"Value": "x"}]}, {}),
        ({"Tags": [{"Key": "a"}, {"Key": "b", "Value": 5}]}, {"a": "", "b": "5"}),
    ],
)
def test_p26_p52_tags_are_read_from_properties_that_need_not_be_valid(
    raw: dict[str, Any], tags: dict[str, str]
) -> None:
    assert tags_of(raw) == tags


@pytest.mark.parametrize("bad", [None, 5, [], {}])
def test_p26_p52_names_are_read_from_properties_that_need_not_be_valid(bad: object) -> None:
    assert names_of({"WorkteamName": bad, "WorkforceName": bad}) == (None, None)
    assert names_of({"WorkteamName": "a", "WorkforceName": "b"}) == ("a", "b")

"""Properties: checked, typed, and compared with what the service shows."""

from __future__ import annotations

from typing import Any

import pytest

from unit.function.scene import SOURCE_IP, TOPIC, member, oidc, properties
from workteam_provider.workteam.changes import setting_changes, tag_changes
from workteam_provider.workteam.errors import InvalidPropertiesError
from workteam_provider.workteam.old_properties import names_of, parse_old_properties
from workteam_provider.workteam.properties import Properties, parse_properties, settings_of

SNS = "arn:aws:sns:eu-west-1:123456789012:"
NO_TOPIC: dict[str, Any] = {"NotificationConfiguration": {}}
ONE_TOPIC, OTHER_TOPIC = ({"NotificationConfiguration": {"NotificationTopicArn": SNS + end}} for end in "ab")
SENT: dict[str, Any] = {
    "MemberDefinitions": [member()],
    "Description": "labels things",
    "NotificationConfiguration": TOPIC,
    "WorkerAccessConfiguration": SOURCE_IP,
}


def access(**constraints: str) -> dict[str, Any]:
    return {"WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": constraints}}}


def read(**changes: Any) -> Properties:
    return parse_properties(properties(**changes))


def tagged(**tags: str) -> Properties:
    return read(Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


def test_reads_every_property() -> None:
    full = properties(WorkforceName="crowd", Tags=[{"Key": "a", "Value": "b"}], AdoptExisting="true", **SENT)

    found = parse_properties({"ServiceToken": "token", "ServiceTimeout": "60", **full})

    assert (found.name, found.workforce_name, found.tags, found.adopt_existing) == ("crew", "crowd", {"a": "b"}, True)
    assert found.request == SENT


@pytest.mark.parametrize("nothing", [{}, {"WorkteamName": None, "Tags": [], "NotificationConfiguration": {}}])
def test_p59_what_is_not_given_stays_out(nothing: dict[str, Any]) -> None:
    found = parse_properties({"MemberDefinitions": [member()], "Description": "d", **nothing})

    assert (found.name, found.workforce_name, found.tags, found.adopt_existing) == (None, None, {}, False)
    assert set(found.request) == {"MemberDefinitions", "Description"}


def test_refused_ones_say_so_and_were_never_applied() -> None:
    with pytest.raises(InvalidPropertiesError, match=r"`MemberDefinitions`.*; `Description`.*; nothing was changed"):
        parse_properties({})
    assert parse_old_properties({}) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"NotificationConfiguration": {}}, {}),
        ({"NotificationConfiguration": {"NotificationTopicArn": ""}}, {}),
        ({"WorkerAccessConfiguration": {}}, {}),
        ({"WorkerAccessConfiguration": {"S3Presign": {}}}, {}),
        (access(SourceIp="Disabled", VpcSourceIp="Disabled"), {}),
        (access(Surprise="Enabled"), {}),
        ({"MemberDefinitions": [oidc("a"), oidc("b")]}, {"MemberDefinitions": [oidc("b"), oidc("a")]}),
        ({"MemberDefinitions": [oidc("a", "b")]}, {"MemberDefinitions": [oidc("b", "a")]}),
        ({"MemberDefinitions": [{**oidc("a"), "CognitoMemberDefinition": None}]}, {"MemberDefinitions": [oidc("a")]}),
    ],
)
def test_p34_what_the_service_does_not_tell_apart_is_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert settings_of(one) == settings_of(other)


@pytest.mark.parametrize(
    ("actual", "old", "wanted", "sent"),
    [
        ({}, {}, {}, {}),
        ({"MemberDefinitions": [member(UserPool="a_b")]}, None, {}, {}),
        ({"MemberDefinitions": [member(ClientId="b")]}, None, {}, {}),
        ({"MemberDefinitions": [oidc("a", "b")]}, None, {"MemberDefinitions": [oidc("a"), oidc("b")]}, {}),
        ({"Description": "new"}, {}, {"Description": "new"}, {"Description": "new"}),
        ({}, {"Description": "tried"}, {}, {"Description": "labels things"}),
        (ONE_TOPIC, None, {}, NO_TOPIC),
        ({}, ONE_TOPIC, {}, NO_TOPIC),
        (ONE_TOPIC, OTHER_TOPIC, ONE_TOPIC, ONE_TOPIC),
        (access(SourceIp="Enabled"), None, {}, access(SourceIp="Disabled", VpcSourceIp="Disabled")),
        ({}, {}, access(VpcSourceIp="Enabled"), access(SourceIp="Disabled", VpcSourceIp="Enabled")),
    ],
)
def test_p34_p54_what_differs_from_the_team_or_the_old_properties_is_sent(
    actual: dict[str, Any], old: dict[str, Any] | None, wanted: dict[str, Any], sent: dict[str, Any]
) -> None:
    after, before = read(**wanted), None if old is None else read(**old)
    whole = {"MemberDefinitions": after.request["MemberDefinitions"]} if sent or "MemberDefinitions" in actual else {}

    assert setting_changes(after, settings_of(properties(**actual)), before) == {**whole, **sent}


@pytest.mark.parametrize(
    ("actual", "old", "wanted", "remove", "add"),
    [
        ({}, {}, {}, [], {}),
        ({"others": "1"}, None, {"a": "1"}, [], {"a": "1"}),
        ({"a": "1"}, {"a": "1"}, {"a": "1"}, [], {}),
        ({"a": "0"}, {"a": "1"}, {"a": "1"}, [], {"a": "1"}),
        ({"a": "1"}, {"a": "0"}, {"a": "1"}, [], {"a": "1"}),
        ({"a": "1"}, {}, {"a": "1"}, [], {"a": "1"}),
        ({}, {"a": "1"}, {}, ["a"], {}),
        ({"a": "1"}, {"a": "1", "b": ""}, {"b": "2"}, ["a"], {"b": "2"}),
        ({"a": "1"}, None, {}, [], {}),
    ],
)
def test_p35_p54_tags_that_differ_from_the_team_or_the_old_properties_are_changed(
    actual: dict[str, str], old: dict[str, str] | None, wanted: dict[str, str], remove: list[str], add: dict[str, str]
) -> None:
    assert tag_changes(tagged(**wanted), actual, None if old is None else tagged(**old)) == (remove, add)


@pytest.mark.parametrize("bad", [None, 5, [], {}])
def test_p26_p52_names_are_read_from_properties_that_need_not_be_valid(bad: object) -> None:
    assert names_of({"WorkteamName": bad, "WorkforceName": bad}) == (None, None)
    assert names_of({"WorkteamName": "a", "WorkforceName": "b"}) == ("a", "b")

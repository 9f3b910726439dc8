"""The one table of what a property set may hold, at its limits."""

from __future__ import annotations

import time
from typing import Any

import pytest

from unit.function.scene import TOPIC, member, oidc, properties
from workteam_provider.contract import MAX_TAGS, RESERVED_TAG_PREFIX, WORKTEAM, given, problems, received

ACCESS = "WorkerAccessConfiguration.S3Presign.IamPolicyConstraints"
ARN = "arn:aws:sns:eu-west-1:123456789012:"


def tag(key: Any = "key", value: Any = "value") -> dict[str, Any]:
    return {"Key": key, "Value": value}


def access(**constraints: Any) -> dict[str, Any]:
    return {"S3Presign": {"IamPolicyConstraints": constraints}}


def topic(arn: object) -> dict[str, Any]:
    return {"NotificationTopicArn": arn}


ACCEPTED: list[dict[str, Any]] = [
    {},
    *({"WorkteamName": name} for name in ("a", "0", "a" * 63, "a-b", "a---b", "A1-b2", None)),
    *({"WorkforceName": name} for name in ("a", "a" * 63, "a-", "a--")),
    *({"Description": text} for text in ("d", "d" * 200, "ü", "\t", "日本語 🙂")),
    {"MemberDefinitions": [member(UserGroup=str(number)) for number in range(10)]},
    *({"MemberDefinitions": [member(UserPool=pool)]} for pool in ("a_b", "eu-west-1_" + "x" * 45, "a-b_c_d")),
    *({"MemberDefinitions": [member(UserGroup=group)]} for group in ("g", "g" * 128, "ü.-+|", "§")),
    *({"MemberDefinitions": [member(ClientId=client)]} for client in ("c", "c" * 1024, "c c~")),
    {"MemberDefinitions": [oidc("a")]},
    {"MemberDefinitions": [oidc(*(str(number) * 63 for number in range(10)))]},
    {"MemberDefinitions": [oidc("a")] * 10},
    {"NotificationConfiguration": TOPIC},
    *({"NotificationConfiguration": topic(arn)} for arn in (ARN + "x.fifo", ARN.replace("aws", "aws-us-gov") + "t")),
    {"NotificationConfiguration": topic(ARN + "x" * (2048 - len(ARN)))},
    *(
        {"WorkerAccessConfiguration": access(**constraints)}
        for constraints in (
            {},
            {"SourceIp": "Enabled"},
            {"VpcSourceIp": "Enabled"},
            {"SourceIp": "Enabled", "VpcSourceIp": "Disabled"},
            {"SourceIp": "Disabled", "VpcSourceIp": "Disabled"},
        )
    ),
    {"Tags": []},
    {"Tags": [tag(str(number)) for number in range(MAX_TAGS)]},
    {"Tags": [tag("k" * 128, "v" * 256), tag("ü _.:/=+-@1", ""), tag("Key"), tag("key")]},
    {"AdoptExisting": "true"},
    {"AdoptExisting": "false"},
]
NOT_GIVEN: list[dict[str, Any]] = [
    dict.fromkeys(("WorkteamName", "WorkforceName", "NotificationConfiguration", "Tags", "AdoptExisting")),
    {"NotificationConfiguration": {}, "WorkerAccessConfiguration": {}, "Tags": []},
    {"NotificationConfiguration": {"NotificationTopicArn": None}, "WorkerAccessConfiguration": {"S3Presign": {}}},
    {"WorkerAccessConfiguration": access()},
    {"WorkerAccessConfiguration": access(SourceIp=None)},
]

REFUSED: list[tuple[str, dict[str, Any]]] = [
    *(
        ("WorkteamName", {"WorkteamName": name})
        for name in ("", "a" * 64, "-a", "a-", "a_b", "a b", "ä", "a\n", "\u0661", 5, True, ["a"], {"Ref": "x"})
    ),
    *(("WorkforceName", {"WorkforceName": name}) for name in ("", "a" * 64, "-a", "a_b", "a\n", 5)),
    *(
        ("Description", {"Description": text})
        for text in ("", "d" * 201, "a\nb", "a\r", "a\u2028b", "a\u0085", 5, ["d"])
    ),
    ("Description", {"Description": None}),
    ("MemberDefinitions", {"MemberDefinitions": None}),
    *(("MemberDefinitions", {"MemberDefinitions": value}) for value in (list[Any](), "member", {"0": member()}, 5)),
    ("MemberDefinitions", {"MemberDefinitions": [member(UserGroup=str(number)) for number in range(11)]}),
    ("MemberDefinitions[0]", {"MemberDefinitions": [{}]}),
    ("MemberDefinitions[0]", {"MemberDefinitions": ["member"]}),
    ("MemberDefinitions[0] MemberDefinitions", {"MemberDefinitions": [{**member(), **oidc("a")}]}),
    ("MemberDefinitions[0].Surprise", {"MemberDefinitions": [{"Surprise": {}}]}),
    ("MemberDefinitions", {"MemberDefinitions": [member(), oidc("a")]}),
    ("MemberDefinitions", {"MemberDefinitions": [member(), member(UserPool="eu-west-1_Other")]}),
    ("MemberDefinitions", {"MemberDefinitions": [member(), member(ClientId="other")]}),
    *(
        (f"MemberDefinitions[0].CognitoMemberDefinition.{key}", {"MemberDefinitions": [member(**{key: value})]})
        for key, values in {
            "UserPool": (None, "", "pool", "a_", "_b", "x" * 54 + "_b", "a_b-c", "ä_b", 5),
            "UserGroup": (None, "", "g" * 129, "a b", "a\n", "\x00", "\ud800", 5, ["g"]),
            "ClientId": (None, "", "c" * 1025, "c\n", "ü", 5),
        }.items()
        for value in values
    ),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups", {"MemberDefinitions": [oidc()]}),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups", {"MemberDefinitions": [oidc(*"abcdefghijk")]}),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups", {"MemberDefinitions": [{"OidcMemberDefinition": {}}]}),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups[1]", {"MemberDefinitions": [oidc("a", "g" * 64)]}),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups[0]", {"MemberDefinitions": [oidc("a b")]}),
    ("MemberDefinitions[0].OidcMemberDefinition.Groups[0]", {"MemberDefinitions": [oidc("")]}),
    ("NotificationConfiguration", {"NotificationConfiguration": ARN + "t"}),
    ("NotificationConfiguration.Topic", {"NotificationConfiguration": {**TOPIC, "Topic": "x"}}),
    *(
        ("NotificationConfiguration.NotificationTopicArn", {"NotificationConfiguration": topic(arn)})
        for arn in ("", "topic", ARN.replace("sns", "sqs") + "t", ARN.replace("1234", "12") + "t", ARN + "t/u", 5)
    ),
    (
        "NotificationConfiguration.NotificationTopicArn",
        {"NotificationConfiguration": topic(ARN + "x" * (2049 - len(ARN)))},
    ),
    (ACCESS, {"WorkerAccessConfiguration": access(SourceIp="Enabled", VpcSourceIp="Enabled")}),
    (f"{ACCESS}.SourceIp", {"WorkerAccessConfiguration": access(SourceIp="true")}),
    (f"{ACCESS}.VpcSourceIp", {"WorkerAccessConfiguration": access(VpcSourceIp=["Enabled"])}),
    (f"{ACCESS}.Ip", {"WorkerAccessConfiguration": access(Ip="Enabled")}),
    ("Tags", {"Tags": [tag(str(number)) for number in range(MAX_TAGS + 1)]}),
    ("Tags", {"Tags": {"a": "b"}}),
    ("Tags[0]", {"Tags": ["a"]}),
    ("Tags[0].Value", {"Tags": [{"Key": "a"}]}),
    ("Tags[0].Key", {"Tags": [{"Value": "a"}]}),
    *(("Tags[0].Key", {"Tags": [tag(key)]}) for key in ("", "k" * 129, "a!", "a\n", "\U0001f642", 5)),
    *(
        ("Tags[0].Key", {"Tags": [tag(key)]})
        for key in ("aws:x", "AWS:x", RESERVED_TAG_PREFIX, "CDK-SageMaker-Workteam:x")
    ),
    *(("Tags[0].Value", {"Tags": [tag(value=value)]}) for value in ("v" * 257, "a!", "\x00", 5, None, ["v"])),
    ("Tags[2].Key", {"Tags": [tag("a"), tag("b"), tag("a", "other")]}),
    *(("AdoptExisting", {"AdoptExisting": value}) for value in ("yes", "True", "", True, 1, ["true"])),
    ("Workteamname", {"Workteamname": "a"}),
]


@pytest.mark.parametrize("changes", ACCEPTED, ids=lambda changes: str(changes)[:60])
def test_accepts(changes: dict[str, Any]) -> None:
    assert [str(problem) for problem in problems(properties(**changes))] == []


@pytest.mark.parametrize("nothing", NOT_GIVEN, ids=str)
def test_p59_what_no_value_leaves_behind_is_not_given(nothing: dict[str, Any]) -> None:
    wanted = {**properties(WorkteamName=None), **nothing}

    assert list(problems(wanted)) == []
    assert given(wanted) == properties(WorkteamName=None)


@pytest.mark.parametrize(("path", "changes"), REFUSED, ids=lambda value: repr(value)[:60])
def test_p50_refuses_exactly_that_and_names_it(path: str, changes: dict[str, Any]) -> None:
    assert " ".join(problem.path for problem in problems(properties(**changes))) == path


@pytest.mark.parametrize("whole", [None, 5, "text", [], [{}]])
def test_refuses_what_is_no_map(whole: object) -> None:
    assert list(problems(whole))


def test_every_property_of_the_table_is_in_an_accepted_and_in_a_refused_set() -> None:
    assert {key for changes in ACCEPTED for key in changes} == set(WORKTEAM.shapes)
    assert {path.partition(".")[0].partition("[")[0] for path, _ in REFUSED} >= set(WORKTEAM.shapes)


def test_p50_a_message_says_where_what_was_expected_and_what_was_received() -> None:
    [problem] = problems(properties(WorkteamName="-bad-"))

    assert str(problem) == (
        "`WorkteamName`: expected letters, digits and inner hyphens, 1 to 63 characters, received '-bad-'"
    )


def test_p50_several_mistakes_are_told_at_once() -> None:
    found = list(problems({"Surprise": "x", "AdoptExisting": "maybe"}))

    assert {problem.path for problem in found} == {"Surprise", "AdoptExisting", "MemberDefinitions", "Description"}


class Token(str):
    """Something that can't be judged yet."""

    __slots__ = ()


@pytest.mark.parametrize(
    "changes",
    [
        {"WorkteamName": Token("${!}")},
        {"Description": Token("")},
        {"MemberDefinitions": Token("?")},
        {"MemberDefinitions": [Token("?")]},
        {"MemberDefinitions": [member(UserPool=Token("?")), member(ClientId=Token("!\n"), UserGroup=Token(" "))]},
        {"NotificationConfiguration": topic(Token("?"))},
        {"WorkerAccessConfiguration": access(SourceIp=Token("?"))},
        {"Tags": [tag(Token("aws:"), Token("!")), tag(Token("aws:"), Token("!"))]},
        {"AdoptExisting": Token("?")},
    ],
    ids=str,
)
def test_p50_what_can_not_be_judged_yet_passes(changes: dict[str, Any]) -> None:
    wanted = {**properties(), **changes}

    assert list(problems(wanted, lambda value: isinstance(value, Token))) == []
    assert list(problems(wanted))


@pytest.mark.parametrize("key", ["Description", "ClientId", "Value"])
@pytest.mark.parametrize("secret", ["hunter2\n\U0001f511", "hunter2\n\U0001f511" * 999])
def test_p43_what_may_not_be_shown_is_described_by_its_size(key: str, secret: str) -> None:
    wanted = {
        "Description": properties(Description=secret),
        "ClientId": properties(MemberDefinitions=[member(ClientId=secret)]),
        "Value": properties(Tags=[tag(value=secret)]),
    }[key]

    [problem] = problems(wanted)

    assert "hunter" not in str(problem)
    assert problem.received == f"{len(secret)} characters"


@pytest.mark.parametrize("value", ["x" * 10**6, "\x00" * 64, 10**4000, ["x"] * 10**5, {"x": "y" * 10**5}, 1e300, True])
@pytest.mark.parametrize("shown", [True, False])
def test_p07_what_was_received_is_described_in_a_few_words(value: object, shown: bool) -> None:
    assert 0 < len(received(value, shown=shown)) <= 300


@pytest.mark.parametrize(
    "hostile",
    [
        "a" + "-" * 61,
        "-" * 63,
        "a-" * 31,
        "a" * 62 + "!",
        "_" * 55,
        "\u0300" * 128,
        "arn:aws" + "-" * 2000,
        "-_" * 10**5,
    ],
    ids=lambda text: text[:12],
)
def test_no_value_makes_the_check_slow(hostile: str) -> None:
    wanted = properties(
        WorkteamName=hostile,
        WorkforceName=hostile,
        Description=hostile,
        MemberDefinitions=[member(UserPool=hostile, UserGroup=hostile, ClientId=hostile)] * 10,
        NotificationConfiguration=topic(hostile),
        Tags=[tag(hostile, hostile)] * MAX_TAGS,
    )
    started = time.perf_counter()

    list(problems(wanted))

    assert time.perf_counter() - started < 1

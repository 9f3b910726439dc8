"""What proves that a team is ours, and the names and ids that follow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.function.scene import OTHER_STACK_ID, OWNER, STACK_ID
from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.errors import InvalidEventError
from workteam_provider.ownership import IN_DOUBT, NOT_CREATED, Owner, marker, named_owner, tag_value

PREFIX = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/"
VALID_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
STACK_NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9-]{0,127}", fullmatch=True)


def stack(name: str) -> str:
    return STACK_ID.replace("stack/Stack/", f"stack/{name}/")


@pytest.mark.parametrize(
    "stack_id",
    [
        "",
        "Stack",
        "arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack",
        "arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/id\n",
        "arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/id/more",
        "arn:aws:cloudformation:eu-west-1:١٢٣٤٥٦٧٨٩٠١٢:stack/Stack/id",
        "arn:evil:cloudformation:eu-west-1:123456789012:stack/Stack/id",
        "arn:aws:cloudformation:eu-west-1:1234:stack/Stack/id",
        "arn:aws:sagemaker:eu-west-1:123456789012:stack/Stack/id",
    ],
)
def test_p17_a_stack_id_that_is_none_is_refused(stack_id: str) -> None:
    with pytest.raises(InvalidEventError, match="`StackId`"):
        Owner.of(stack_id, "Team")


@pytest.mark.parametrize(("partition", "region"), [("aws", "eu-west-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "x")])
def test_arns_are_of_the_stacks_partition_region_and_account(partition: str, region: str) -> None:
    owner = Owner.of(f"arn:{partition}:cloudformation:{region}:999999999999:stack/S/id", "Team")

    arn = owner.arn_of("crew")

    assert arn == f"arn:{partition}:sagemaker:{region}:999999999999:workteam/private-crowd/crew"
    assert owner.name_in(arn) == "crew"


@settings(max_examples=200, deadline=None)
@given(
    stack_name=STACK_NAMES,
    logical_id=st.text(st.characters(codec="utf-8"), max_size=300),
    workforce=st.text(max_size=63),
)
def test_a_derived_name_is_always_valid_and_stable(stack_name: str, logical_id: str, workforce: str) -> None:
    try:
        workforce.encode()
    except UnicodeEncodeError:
        workforce = ""
    name = Owner.of(stack(stack_name), logical_id).derived_name(workforce or None)

    assert VALID_NAME.fullmatch(name)
    assert len(name) <= 63
    assert name == Owner.of(stack(stack_name), logical_id).derived_name(workforce or None)


def test_a_derived_name_reads_as_stack_and_logical_id() -> None:
    assert re.fullmatch(r"Stack-Team-[0-9a-f]{8}", OWNER.derived_name(None))


def test_p52_a_derived_name_is_the_same_in_every_release() -> None:
    assert Owner.of(stack("S"), "T").derived_name("w") == "S-T-943bb6f5"
    assert Owner.of(stack("S"), "T").derived_name(None) == "S-T-43c4777e"
    assert Owner.of(stack("S" * 60), "T" * 9).derived_name(None) == "S" * 54 + "-396df7f8"
    assert Owner.of(stack("S" * 53), "T" * 9).derived_name(None) == "S" * 53 + "-5da33793"
    assert Owner.of(stack("S"), "T\ud800").derived_name("\ud800") == "S-T-9f0bcb64"


def test_p52_a_tag_value_is_the_same_in_every_release() -> None:
    assert tag_value("v" * 257) == "v" * 223 + ":e1beb6dcb5655844bae1abb2b29db588"


def test_derived_names_differ_by_stack_logical_id_and_workforce() -> None:
    same_name = STACK_ID[:-1] + "b"
    long = "x" * 100
    owners = [(STACK_ID, "Team"), (STACK_ID, "Team2"), (same_name, "Team"), (OTHER_STACK_ID, "Team")]
    owners += [(stack(long), "A"), (stack(long), "B"), (STACK_ID, "a" * 255), (STACK_ID, "a" * 254)]
    names = {Owner.of(*owner).derived_name(workforce) for owner in owners for workforce in (None, "one", "two")}

    assert len(names) == 3 * len(owners)


@pytest.mark.parametrize(
    "physical_id",
    [
        None,
        "",
        "crew",
        PREFIX,
        PREFIX + "-crew",
        PREFIX + "crew-",
        PREFIX + "cre w",
        PREFIX + "crew\n",
        PREFIX + "x" * 64,
        PREFIX + "crew/other",
        PREFIX.replace("private", "vendor") + "crew",
        PREFIX.replace("eu-west-1", "eu-west-2") + "crew",
        PREFIX.replace("123456789012", "999999999999") + "crew",
        PREFIX.replace("arn:aws:", "arn:aws-cn:") + "crew",
        PREFIX.upper() + "crew",
        " " + PREFIX + "crew",
    ],
)
def test_p24_no_other_id_names_a_team(physical_id: str | None) -> None:
    assert OWNER.name_in(physical_id) is None


@pytest.mark.parametrize("name", ["c", "crew", "x" * 63, "a--b"])
def test_an_arn_names_its_team(name: str) -> None:
    assert OWNER.name_in(PREFIX + name) == name


def test_a_hostile_id_is_judged_fast() -> None:
    started = time.perf_counter()

    for tail in ("a" + "-" * 900, "a-" * 450, "a" * 900 + "!"):
        assert OWNER.name_in(PREFIX + tail) is None

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "physical_id",
    [
        "Stack-Team-1A2B3C4D5E6F",
        marker(IN_DOUBT, "Team", "request"),
    ],
)
def test_p23_an_unanswered_create_is_recognised(physical_id: str) -> None:
    assert OWNER.left_unanswered(physical_id)


def test_p23_also_where_long_names_are_cut() -> None:
    owner = Owner.of(stack("S" * 128), "L" * 255)

    assert owner.left_unanswered(f"{'S' * 128}-{'L' * 255}-1A2B3C4D5E6F")
    assert owner.left_unanswered(f"{'S' * 24}-{'L' * 24}-1A2B3C4D5E6F")


@pytest.mark.parametrize(
    "physical_id",
    [
        None,
        "",
        "crew",
        "Stack",
        "Other-Team-1A2B3C4D5E6F",
        "Stack-Other-1A2B",
        marker(NOT_CREATED, "Team", "r"),
        PREFIX + "crew",
    ],
)
def test_p24_nothing_else_is_taken_for_an_unanswered_create(physical_id: str | None) -> None:
    assert not OWNER.left_unanswered(physical_id)


@pytest.mark.parametrize("kind", [NOT_CREATED, IN_DOUBT])
def test_p15_a_marker_is_neither_an_arn_nor_a_possible_team_name(kind: str) -> None:
    physical_id = marker(kind, "L" * 255, "r" * 128)

    assert OWNER.name_in(physical_id) is None
    assert not VALID_NAME.fullmatch(physical_id)
    assert not physical_id.startswith("arn:")
    assert len(physical_id) <= 1024


def test_p21_only_both_tags_with_both_values_prove_ownership() -> None:
    assert OWNER.owns(OWNER.tags)
    assert OWNER.owns({**OWNER.tags, "more": "x"})
    assert not OWNER.owns({})
    for key in OWNER.tags:
        assert not OWNER.owns({other: value for other, value in OWNER.tags.items() if other != key})
        assert not OWNER.owns({**OWNER.tags, key: OWNER.tags[key] + "x"})
        assert not OWNER.owns({**OWNER.tags, key: ""})


def test_p21_owners_that_differ_own_nothing_of_each_other() -> None:
    long = "L" * 300
    owners = [Owner.of(STACK_ID, "Team"), Owner.of(OTHER_STACK_ID, "Team"), Owner.of(STACK_ID, "Team2")]
    owners += [Owner.of(STACK_ID, long), Owner.of(STACK_ID, long + "x"), Owner.of(STACK_ID, long[:256])]

    assert [[one.owns(other.tags) for other in owners] for one in owners] == [
        [one is other for other in owners] for one in owners
    ]


@pytest.mark.parametrize("length", [0, 1, 256, 257, 512])
def test_tag_values_stay_within_the_services_limit(length: int) -> None:
    value = tag_value("v" * length)

    assert len(value) <= 256
    assert value.startswith("v" * min(length, 200))
    assert (value == "v" * length) == (length <= 256)
    assert re.fullmatch(r"[\w.:/=+\-@]*", value)


@pytest.mark.parametrize(
    ("tags", "named"),
    [
        ({}, None),
        ({"team": "x"}, None),
        ({STACK_TAG: "stack-1", LOGICAL_ID_TAG: "Crew"}, "the resource Crew of the stack stack-1"),
        ({STACK_TAG: "stack-1"}, "the resource ? of the stack stack-1"),
        ({LOGICAL_ID_TAG: "Crew"}, "the resource Crew of the stack ?"),
    ],
)
def test_p20_an_owner_is_named(tags: dict[str, str], named: str | None) -> None:
    assert named_owner(tags) == named

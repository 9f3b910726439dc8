"""What proves that a team is ours, what a proof lacks, and the names that are derived."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.function.scene import OTHER_STACK_ID, STACK_ID
from workteam_provider.contract import ADOPTED_TAG, CLAIM_TAG, LOGICAL_ID_TAG, OWNER_TAGS, STACK_TAG
from workteam_provider.protocol.attempt import Owner
from workteam_provider.protocol.environment import Stack
from workteam_provider.workteam.claim import claim, derived_name, request_mark
from workteam_provider.workteam.ownership import missing_tags, read_standing

STACK_NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9-]{0,127}", fullmatch=True)
TAG_VALUES = st.text(max_size=20) | st.sampled_from(["true", "crew/", "crew/x", "other/x", STACK_ID, "Team", ""])


def owner_of(stack: str = "Stack", logical_id: str = "Team", request_id: str = "request", end: str = "a") -> Owner:
    stack_id = STACK_ID.replace("stack/Stack/", f"stack/{stack}/")[:-1] + end
    parsed = Stack.parse(stack_id)
    assert parsed is not None
    return Owner(stack_id, parsed, logical_id, request_id)


OWNER = owner_of()
LONG = "L" * 300
OWNERS = [OWNER, owner_of("Other"), owner_of(end="b"), owner_of(logical_id="Team2"), owner_of("S" * 128, "A")]
OWNERS += [owner_of("S" * 128, "B"), *(owner_of(logical_id=text) for text in (LONG, LONG + "x", LONG[:256]))]


@given(stack=STACK_NAMES, logical_id=st.text(max_size=300), workforce=st.none() | st.text(max_size=63))
def test_a_derived_name_is_always_valid_and_stable(stack: str, logical_id: str, workforce: str | None) -> None:
    name = derived_name(owner_of(stack, logical_id), workforce)

    assert re.fullmatch(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*", name)
    assert len(name) <= 63
    assert name == derived_name(owner_of(stack, logical_id, "another"), workforce)


def test_p52_names_and_tags_are_the_same_in_every_release() -> None:
    assert derived_name(owner_of("S", "T"), "w") == "S-T-943bb6f5"
    assert derived_name(owner_of("S", "T"), None) == "S-T-43c4777e"
    assert derived_name(owner_of("S" * 60, "T" * 9), None) == "S" * 54 + "-396df7f8"
    assert derived_name(owner_of("S" * 53, "T" * 9), None) == "S" * 53 + "-5da33793"
    assert derived_name(owner_of("S", "T\ud800"), "\ud800") == "S-T-9f0bcb64"
    tags = {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "v" * 223 + ":e1beb6dcb5655844bae1abb2b29db588"}
    owner = owner_of(logical_id="v" * 257)
    assert claim(owner, "crew") == {**tags, CLAIM_TAG: "crew/1f58b9145b24d108"}
    assert claim(owner, "crew", adopting=True) == {**tags, ADOPTED_TAG: "crew/1f58b9145b24d108"}


def test_p21_owners_that_differ_own_nothing_of_each_other_and_derive_other_names() -> None:
    assert [[read_standing(one, "crew", claim(other, "crew")).ours for other in OWNERS] for one in OWNERS] == [
        [one is other for other in OWNERS] for one in OWNERS
    ]
    assert len({derived_name(owner, name) for owner in OWNERS for name in (None, "one", "two")}) == 3 * len(OWNERS)


@given(STACK_NAMES, st.from_regex(r"[a-zA-Z0-9]{1,300}", fullmatch=True), st.text(max_size=128), st.booleans())
def test_what_is_claimed_is_ours_and_within_the_services_limits(
    stack: str, logical_id: str, request_id: str, adopting: bool
) -> None:
    owner = owner_of(stack, logical_id, request_id)
    tags = claim(owner, "x" * 63, adopting=adopting)

    seen = read_standing(owner, "x" * 63, {**tags, "more": "x"})

    assert (seen.ours, seen.other, seen.request, seen.adopted) == (True, None, request_mark(request_id), adopting)
    assert all(re.fullmatch(r"[\w.:/=+\-@]{0,256}", value) for value in tags.values())


@given(st.dictionaries(st.sampled_from([*OWNER_TAGS, "team"]), TAG_VALUES))
def test_p21_p56_p58_what_is_missing_and_no_more_makes_a_team_ours(tags: dict[str, str]) -> None:
    missing = missing_tags(OWNER, "crew", tags)
    claims = [tags[key] for key in (ADOPTED_TAG, CLAIM_TAG) if tags.get(key, "true") != "true"][:1]

    named = all(text.partition("/")[0] == "crew" for text in claims)
    proved = tags.get(STACK_TAG) == STACK_ID and tags.get(LOGICAL_ID_TAG) == "Team" and named
    assert read_standing(OWNER, "crew", tags).ours == proved == (missing == {})
    assert all(tags.get(key) != value for key, value in missing.items())
    assert read_standing(OWNER, "crew", {**tags, **missing}).ours


@pytest.mark.parametrize(
    ("stack_id", "logical_id", "other"),
    [
        ("a stack", "Crew", None),
        (STACK_ID, "", None),
        (STACK_ID.upper(), "TEAM", None),
        (STACK_ID, "Crew", "the resource Crew of this stack"),
        (OTHER_STACK_ID, "Team", "the resource Team of the stack Other"),
        (OTHER_STACK_ID, "", "a resource of the stack Other"),
        (OTHER_STACK_ID, "Team; run this", "a resource of the stack Other"),
        (OTHER_STACK_ID, "x\u202e\n", "a resource of the stack Other"),
        (OTHER_STACK_ID.replace("Other", "O; run this"), "Team", None),
    ],
)
def test_p20_p81_an_owner_is_named_by_what_can_be_a_name(stack_id: str, logical_id: str, other: str | None) -> None:
    assert read_standing(OWNER, "crew", {STACK_TAG: stack_id, LOGICAL_ID_TAG: logical_id}).other == other


def test_p56_a_tag_holds_256_characters_as_they_are() -> None:
    owner = OWNER._replace(stack_id="x" * 256)

    assert claim(owner, "crew")[STACK_TAG] == owner.stack_id

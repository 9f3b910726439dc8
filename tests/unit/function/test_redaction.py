"""Keeping property values out of what others say about them."""

from __future__ import annotations

import pytest

from unit.function.scene import member, oidc, properties
from workteam_provider.redaction import HIDDEN, hide


@pytest.mark.parametrize(
    "wanted",
    [
        properties(Description="the secret"),
        properties(MemberDefinitions=[member(ClientId="the secret")]),
        properties(Tags=[{"Key": "a", "Value": "the secret"}]),
        {"Surprise": [{"Deep": ["the secret"]}]},
        {"ServiceToken": "the secret"},
    ],
    ids=str,
)
def test_p43_values_are_hidden(wanted: object) -> None:
    assert hide("Value 'the secret' is bad", wanted) == f"Value '{HIDDEN}' is bad"
    assert hide("Value 'the secret' is bad", {}, wanted) == f"Value '{HIDDEN}' is bad"


@pytest.mark.parametrize(
    "wanted",
    [
        properties(WorkteamName="open"),
        properties(WorkforceName="open"),
        properties(MemberDefinitions=[member(UserGroup="open")]),
        properties(MemberDefinitions=[oidc("open")]),
        properties(Tags=[{"Key": "open", "Value": ""}]),
    ],
    ids=str,
)
def test_p43_what_is_needed_to_understand_an_error_is_shown(wanted: object) -> None:
    assert hide("Value 'open' is bad", wanted) == "Value 'open' is bad"


def test_p43_a_short_value_is_hidden_only_as_a_word() -> None:
    assert hide("a bad name: 'a'", {"Description": "a"}) == f"{HIDDEN} bad name: '{HIDDEN}'"


def test_p43_a_value_within_another_leaves_nothing_of_either() -> None:
    assert hide("secrets: secret-and-more", {"a": "secret", "b": "secret-and-more"}) == f"{HIDDEN}s: {HIDDEN}"


def test_p43_patterns_in_a_value_are_plain_text() -> None:
    assert hide("a.c abc (x)\\1", {"a": "a.c ", "b": "(x)\\1"}) == f"{HIDDEN}abc {HIDDEN}"


@pytest.mark.parametrize("odd", [None, 5, [], {"a": None}, {"a": ""}, {"a": 5}])
def test_p43_any_shape_is_taken(odd: object) -> None:
    assert hide("text", odd) == "text"

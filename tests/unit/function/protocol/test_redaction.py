"""Keeping property values out of what others say about them."""

from __future__ import annotations

import html
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.function.scene import member, oidc, properties
from workteam_provider.protocol.redaction import HIDDEN
from workteam_provider.protocol.redaction import hide as hide_all
from workteam_provider.workteam.shown import shown_names

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = frozenset(shown_names())
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "Python": lambda text: repr(text)[1:-1],
    "path": quote,
    "URL": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "Java's form": lambda text: quote_plus(text, safe="*"),
    "encodeURIComponent": lambda text: quote(text, safe="!'()*"),
    "encodeURI": lambda text: quote(text, safe=";,/?:@&=+$#!'()*"),
    "HTML": html.escape,
    "HTML text": lambda text: html.escape(text, quote=False),
    "HTML by numbers": lambda text: html.escape(text).replace("&#x27;", "&#39;"),
    "HTML in ASCII": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace").decode(),
}
VALUES = (
    "the secret", 'says "no" & goes <home>', "it's a/b\\c (x)*!~", "Straßenschilder für Köln", "日本語の説明",
    "🙂 smile", "tab\tand\x00null", "50 % + 1", "a.c", "(x)\\1", "éÉ", "ab",
)  # fmt: skip


def hide(text: str, *sets: object) -> str:
    return hide_all(text, shown=SHOWN, property_sets=sets)


def test_p43_what_may_be_shown_is_exactly_this() -> None:
    assert {
        "WorkteamName", "WorkforceName", "UserPool", "UserGroup", "Groups", "NotificationTopicArn", "SourceIp",
        "VpcSourceIp", "Key", "AdoptExisting",
    } == SHOWN  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("value", VALUES, ids=ascii)
@pytest.mark.parametrize("case", [str, str.upper, str.lower], ids=["same", "upper", "lower"])
def test_p43_a_value_is_hidden_in_every_spelling(spelling: str, value: str, case: Callable[[str], str]) -> None:
    spell = SPELLINGS[spelling]

    for told in (spell(case(value)), case(spell(value)) if value.isascii() else spell(value)):
        assert hide(f"Value '{told}' is bad", properties(Description=value)) == f"Value '{HIDDEN}' is bad"


@given(st.text(min_size=4, max_size=200), st.sampled_from(sorted(SPELLINGS)))
def test_p43_no_value_comes_through(value: str, spelling: str) -> None:
    value = value.encode(errors="replace").decode()

    assert hide(f"<<{SPELLINGS[spelling](value)}>>", {"a": value}) == f"<<{HIDDEN}>>"


@pytest.mark.parametrize(
    "wanted",
    [
        properties(Description="the secret"), properties(MemberDefinitions=[member(ClientId="the secret")]),
        properties(Tags=[{"Key": "a", "Value": "the secret"}]), {"Surprise": [{"Deep": ["the secret"]}]},
        {"ServiceToken": "the secret"}, {"UserGroup": {"x": "the secret"}},
    ],
    ids=str,
)  # fmt: skip
def test_p43_what_is_not_on_the_list_is_hidden_wherever_it_stands(wanted: object) -> None:
    assert hide("Value 'the secret' is bad", {}, wanted) == f"Value '{HIDDEN}' is bad"


@pytest.mark.parametrize(
    "wanted",
    [
        properties(WorkteamName="open"), properties(WorkforceName="open"), properties(MemberDefinitions=[oidc("open")]),
        properties(MemberDefinitions=[member(UserGroup="open")]), properties(Tags=[{"Key": "open", "Value": ""}]),
        None, 5, [], {"a": None}, {"a": ""}, {"a": 5},
    ],
    ids=str,
)  # fmt: skip
def test_p43_what_is_needed_to_understand_an_error_is_shown(wanted: object) -> None:
    assert hide("Value 'open' is bad", wanted) == "Value 'open' is bad"


@pytest.mark.parametrize(
    ("text", "values", "left"),
    [
        ("a bad name: 'a'", ["a"], f"{HIDDEN} bad name: '{HIDDEN}'"),
        ("grün über ü", ["ü"], f"grün über {HIDDEN}"),
        ("secrets: secret-and-more", ["secret", "secret-and-more"], f"{HIDDEN}s: {HIDDEN}"),
        ("a.c abc (x)\\1", ["a.c ", "(x)\\1"], f"{HIDDEN}abc {HIDDEN}"),
        ("one and one", ["one"], f"{HIDDEN} and {HIDDEN}"),
    ],
)
def test_p43_a_value_is_plain_text_and_a_short_one_a_word(text: str, values: list[str], left: str) -> None:
    assert hide(text, {"a": values}) == left


@pytest.mark.parametrize("length", [1000, 1025, 40_000])
@pytest.mark.parametrize("before", [0, 1990, 2040, 5000])
def test_p43_no_part_of_a_long_value_or_of_one_far_back_is_left(length: int, before: int) -> None:
    value = "s3cr3t-äöü/" * (length // 11 + 1)
    for spell in SPELLINGS.values():
        left = hide("." * before + spell(value[:length]) + " is bad", {"a": value[:length]})

        assert "s3" not in left
        assert left[:before] == "." * min(before, 2048)
        assert len(left) <= 2048


@pytest.mark.parametrize(
    "make",
    [
        lambda i: f"value-{i}",
        lambda i: f'größe {i} "x"',
        lambda i: "日本語" + chr(0x4E00 + i),
        lambda i: "ü" * 999 + str(i),
    ],
)
@pytest.mark.parametrize("text", ['the größe "x" of value-77 is no 日本語丁 ', "x" * 50])
def test_p43_thousands_of_values_take_less_than_a_second(make: Callable[[int], str], text: str) -> None:
    values: Any = {str(number): make(number) for number in range(5000)}
    started = time.process_time()

    hide(text * 50, {"Tags": values})

    assert time.process_time() - started < 1

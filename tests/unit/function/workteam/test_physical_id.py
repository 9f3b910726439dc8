"""The physical ids: read as they were written, whatever CloudFormation or anybody else sends."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.function.protocol.given import new_attempt
from unit.function.scene import FUNCTION_ARN
from workteam_provider.protocol.physical_id import Foreign, InDoubt, Invented, NotCreated
from workteam_provider.workteam.physical_id import PhysicalId, TeamArn, is_possible_name, parse

PREFIX = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/"
NAMES = st.from_regex(r"[a-zA-Z0-9](-{0,2}[a-zA-Z0-9]){0,20}", fullmatch=True)
LOGICAL_IDS = st.from_regex(r"[a-zA-Z0-9]{1,255}", fullmatch=True)
REQUESTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=128)
MARKERS = st.builds(NotCreated, LOGICAL_IDS, REQUESTS) | st.builds(InDoubt, LOGICAL_IDS, REQUESTS)


def read(text: str | None, **changes: str) -> PhysicalId:
    fields: dict[str, object] = {"PhysicalResourceId": text, **changes}
    return parse(new_attempt("Delete", **fields))  # type: ignore[arg-type]


def own(name: str) -> TeamArn:
    return TeamArn(new_attempt().environment, name)


@given(st.builds(own, NAMES) | MARKERS | st.from_regex(r"Stack-Team-[A-Z0-9]{12,14}", fullmatch=True).map(Invented))
def test_p15_p16_what_was_written_is_read(physical_id: PhysicalId) -> None:
    again = read(str(physical_id))

    assert (type(again), again) == (type(physical_id), physical_id)


@given(MARKERS)
def test_p15_a_marker_is_neither_an_arn_nor_a_possible_team_name(marker: PhysicalId) -> None:
    assert not str(marker).startswith("arn:")
    assert not is_possible_name(str(marker))
    assert len(str(marker)) <= 1024


@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)
    | st.from_regex(r"(not-created|in-doubt|Stack|arn)[:-][a-z:-]{0,20}", fullmatch=True)
    | st.text(st.characters(codec="ascii"), max_size=70).map(lambda name: PREFIX + name)
)
def test_p17_whatever_is_read_is_written_as_it_was(text: str) -> None:
    assert str(read(text)) == text


@pytest.mark.parametrize("name", ["c", "crew", "x" * 63, "a--b"])
@pytest.mark.parametrize(("partition", "region"), [("aws", "eu-west-1"), ("aws-cn", "cn-north-1"), ("aws-eusc", "x")])
def test_an_arn_is_of_the_functions_own_partition_region_and_account(partition: str, region: str, name: str) -> None:
    function = FUNCTION_ARN.replace("arn:aws:", f"arn:{partition}:").replace("eu-west-1", region)
    arn = f"arn:{partition}:sagemaker:{region}:123456789012:workteam/private-crowd/{name}"

    found = parse(new_attempt("Delete", function_arn=function, PhysicalResourceId=arn))

    assert isinstance(found, TeamArn)
    assert (found.name, str(found)) == (name, arn)


@pytest.mark.parametrize(
    "physical_id",
    [
        None,
        "",
        "crew",
        "Stack",
        *(PREFIX + name for name in ("", "-crew", "crew-", "cre w", "crew\n", "x" * 64, "a-" * 12 + "a" * 40, "a/b")),
        PREFIX.replace("private", "vendor") + "crew",
        PREFIX.replace("eu-west-1", "eu-west-2") + "crew",
        PREFIX.replace("123456789012", "999999999999") + "crew",
        PREFIX.replace("arn:aws:", "arn:aws-cn:") + "crew",
        PREFIX.upper() + "crew",
        " " + PREFIX + "crew",
        "Other-Team-1A2B3C4D5E6F",
        "Stack-Other-1A2B",
        "in-doubt:Team",
        "In-doubt:Team:request",
    ],
)
def test_p24_no_other_id_names_a_team(physical_id: str | None) -> None:
    assert read(physical_id) == Foreign(physical_id or "")


@given(st.text("aZ0-_ü\n", max_size=70))
def test_p24_a_possible_name_is_one_of_1_to_63_letters_digits_and_inner_hyphens(name: str) -> None:
    assert is_possible_name(name) == bool(re.fullmatch(r"[aZ0]+(-+[aZ0]+)*", name) and len(name) <= 63)

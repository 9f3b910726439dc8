"""Everything that is exported is documented, and the committed page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from griffe import Alias, Class, DocstringSectionKind, Function, Object

from tools import api_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

CONSTRUCTS_OWN = {"self", "cls", "scope", "id"}
PACKAGE = api_reference.public()


def documented(named: Object | Alias) -> Iterator[Object]:
    """Yield an object and its public members, those inherited from classes of the package too."""
    one = named.final_target if isinstance(named, Alias) else named
    yield one
    # what the keys of a TypedDict mean is told where they are parameters
    if isinstance(one, Class) and not api_reference.is_typed_dict(one):
        for name, member in one.all_members.items():
            if not name.startswith("_"):
                yield from documented(member)


EVERYTHING = {one.path: one for name in api_reference.ORDER for one in documented(PACKAGE[name])}
CALLABLE = {path: one for path, one in EVERYTHING.items() if isinstance(one, Class | Function)}


def described(one: Object) -> set[str]:
    """Return what the sections of a docstring describe, those of a class and of its constructor alike."""
    documented = (one, *(member for member in one.members.values() if member.name == "__init__" and one.is_class))
    sections = [section for each in documented if each.docstring for section in each.docstring.parsed]
    kinds = {DocstringSectionKind.parameters, DocstringSectionKind.attributes}
    return {entry.name.lstrip("*") for section in sections if section.kind in kinds for entry in section.value}


def test_the_page_is_up_to_date() -> None:
    assert api_reference.PAGE.read_text() == api_reference.page(), "run make docs"


def test_it_has_everything_that_is_exported() -> None:
    assert sorted(api_reference.ORDER) == sorted(map(str, PACKAGE.exports or ()))


@pytest.mark.parametrize("path", EVERYTHING)
def test_it_has_a_docstring(path: str) -> None:
    one = EVERYTHING[path]
    assert one.docstring or (one.parent and one.name in described(one.parent))


@pytest.mark.parametrize("path", CALLABLE)
def test_its_parameters_are_described(path: str) -> None:
    one = CALLABLE[path]
    fields = {name for name, member in one.attributes.items() if member.docstring} if one.is_class else set()
    given = {parameter.name.lstrip("*") for parameter in one.parameters}
    assert given - CONSTRUCTS_OWN - fields <= described(one)
    assert described(one) <= given | set(one.members)


def test_no_address_of_a_machine_is_in_it() -> None:
    assert str(api_reference.ROOT) not in api_reference.PAGE.read_text()


def test_parameters_that_are_documented_together_have_types_of_their_own() -> None:
    page = api_reference.PAGE.read_text()

    assert "\n`client_secret` | `SecretValue` |" in page
    assert "\n`vpc_subnets` | `IVpc" not in page

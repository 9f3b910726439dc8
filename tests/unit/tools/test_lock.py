"""The lock files are of the requirements, whole, and serve any index."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from tools.lock import NAMES, ROOT

ADDRESS: Final = re.compile(r"[a-z+]+://|--(?:index-url|extra-index-url|find-links)|file:")
KINDS: Final = ("dependencies", "devDependencies")
SYSTEMS: Final = [
    {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": system}
    for python in ("3.11", "3.12", "3.13", "3.14", "3.15")
    for system in ("linux", "darwin")
]


def required(name: str) -> list[Requirement]:
    """Return the pins of a requirements file, and of those that it includes."""
    found: list[Requirement] = []
    for line in Path(ROOT / f"requirements-{name}.txt" if name else ROOT / "requirements.txt").read_text().splitlines():
        if line.startswith("-r "):
            found += required(line.removeprefix("-r requirements").removeprefix("-").removesuffix(".txt"))
        elif line and not line.startswith("#"):
            found.append(Requirement(line))
    return found


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """Return the pins of a lock file, each with its hashes."""
    text = (ROOT / f"requirements-{name}.lock").read_text().replace("\\\n", " ")
    lines = [line.split("--hash=") for line in text.splitlines() if line and not line.startswith("#")]
    return [(Requirement(pin), [one.strip() for one in hashes]) for pin, *hashes in lines]


def pins(requirements: list[Requirement], system: dict[str, str]) -> set[str]:
    environment = {**{name: str(value) for name, value in default_environment().items()}, **system}
    return {
        f"{one.name.lower()}{one.specifier}"
        for one in requirements
        if one.marker is None or one.marker.evaluate(environment)
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: f"{system['sys_platform']}-{system['python_version']}")
def test_what_is_required_is_locked_as_it_is_pinned(name: str, system: dict[str, str]) -> None:
    assert pins(required(name), system) <= pins([one for one, _ in locked(name)], system)


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_is_of_one_release_with_hashes(name: str) -> None:
    for one, hashes in locked(name):
        assert re.fullmatch(r"==[^,*]+", str(one.specifier)), one
        assert hashes, one
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), one


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: f"{system['sys_platform']}-{system['python_version']}")
def test_the_demos_packages_are_the_same_with_the_tools(system: dict[str, str]) -> None:
    demo, dev = ([one for one, _ in locked(name)] for name in ("demo", "dev"))
    assert pins(demo, system) <= pins(dev, system)


@pytest.mark.parametrize("name", NAMES)
def test_no_address_of_an_index_is_locked(name: str) -> None:
    assert ADDRESS.findall((ROOT / f"requirements-{name}.lock").read_text()) == []


def test_nodes_lock_has_hashes_and_no_address() -> None:
    lock, wanted = (json.loads((ROOT / name).read_text()) for name in ("package-lock.json", "package.json"))
    own = lock["packages"].pop("")
    assert {kind: own[kind] for kind in KINDS} == {kind: wanted[kind] for kind in KINDS}
    direct = {
        f"node_modules/{name}": pin for kind in ("dependencies", "devDependencies") for name, pin in own[kind].items()
    }
    assert direct.items() <= {name: package["version"] for name, package in lock["packages"].items()}.items()
    assert all(package["integrity"].startswith("sha512-") for package in lock["packages"].values())
    assert ADDRESS.findall(json.dumps(lock)) == []

"""What the folders' names must not break: `constructs` is also a package that CDK itself imports."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITE_PACKAGES = Path(sysconfig.get_path("purelib"))
PROBE = "import constructs; from constructs import Construct; print(constructs.__file__)"


@pytest.mark.parametrize("folder", ["constructs", "lambda", "tests"])
def test_folders_that_must_not_become_packages(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize("floor", [path.name for path in (ROOT / "tests").iterdir() if path.is_dir()])
def test_no_floor_of_the_tests_is_a_package(floor: str) -> None:
    assert list((ROOT / "tests" / floor).rglob("__init__.py")) == []


def test_the_two_copies_of_the_contract_are_one() -> None:
    construct = ROOT / "constructs/cdk_sagemaker_workteam/_contract.py"
    function = ROOT / "lambda/workteam_provider/contract.py"
    assert construct.read_bytes() == function.read_bytes()


def test_the_two_halves_never_import_each_other() -> None:
    for half, other in (("constructs", "workteam_provider"), ("lambda", "cdk_sagemaker_workteam")):
        for file in (ROOT / half).rglob("*.py"):
            imports = [line for line in file.read_text().splitlines() if line.lstrip().startswith(("import ", "from "))]
            assert [line for line in imports if other in line] == [], file


def installed_constructs(path: str) -> bool:
    return Path(path.strip()).is_relative_to(SITE_PACKAGES)


def test_cdks_construct_is_found_under_pytest() -> None:
    spec = importlib.util.find_spec("constructs")
    assert spec is not None
    assert spec.origin is not None
    assert installed_constructs(spec.origin)


def test_cdks_construct_is_found_by_an_app_in_the_repository(tmp_path: Path) -> None:
    script = (ROOT / "app.py").read_text().split("from aws_cdk", 1)[0] + PROBE
    probe = tmp_path / "app.py"
    probe.write_text(script.replace("__file__", repr(str(ROOT / "app.py")), 1).replace("constructs.'", "constructs.__"))
    assert installed_constructs(_run([str(probe)]))


@pytest.mark.parametrize("how", [["-m", "pytest"], [str(Path(sys.executable).with_name("pytest"))]])
def test_cdks_construct_is_found_under_each_way_to_run_pytest(tmp_path: Path, how: list[str]) -> None:
    test = tmp_path / "test_probe.py"
    test.write_text(f"def test_probe(capsys):\n    with capsys.disabled():\n        {PROBE}\n")
    output = _run([*how, "-q", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), str(test)])
    assert any(installed_constructs(line) for line in output.splitlines() if "constructs" in line)


def _run(arguments: list[str]) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout

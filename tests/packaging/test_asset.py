"""The function's code as it is uploaded: these files, from wherever the library comes and whatever is around it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aws_cdk import App, Stack

from cdk_sagemaker_workteam import AssetError, WorkteamProvider
from cdk_sagemaker_workteam.provider import asset
from hatch_build import CRHELPER

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
NO_STAGING = "aws:cdk:disable-asset-staging"
SYNTHESISE = """
import sys
sys.path.insert(0, sys.argv[1])
from aws_cdk import App, Stack
from cdk_sagemaker_workteam import WorkteamProvider
app = App(outdir=sys.argv[2], analytics_reporting=False)
WorkteamProvider(Stack(app, "Stack"), "Provider")
app.synth()
"""


def files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def source_files() -> set[str]:
    return {name for name in files(ROOT / "lambda") if not name.endswith((".pyi", "py.typed", ".pyc"))}


def published(outdir: Path) -> tuple[str, Path]:
    """Return the hash of the function's code and the folder that the CDK's CLI would zip."""
    manifest = json.loads((outdir / "Stack.assets.json").read_text())
    ((asset_hash, source),) = [
        (name, file["source"]) for name, file in manifest["files"].items() if file["source"]["packaging"] == "zip"
    ]
    return asset_hash, outdir / source["path"]


def synthesise(library: Path, outdir: Path) -> tuple[str, Path]:
    done = subprocess.run(
        [sys.executable, "-c", SYNTHESISE, str(library), str(outdir)],
        cwd=outdir.parent,
        env={name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "JSII_RUNTIME_PACKAGE_CACHE_ROOT")},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return published(outdir)


def test_the_function_and_crhelper_side_by_side_and_nothing_else() -> None:
    carried = {file.relative_to(ROOT / "lambda").as_posix() for file in asset.asset_files()}
    assert carried == source_files()
    assert {name.split("/")[0] for name in carried} == {"workteam_provider", "crhelper"}
    assert {"crhelper/LICENSE", "crhelper/NOTICE", "crhelper/resource_helper.py"} < carried


def test_p65_what_is_carried_is_the_released_crhelper_byte_for_byte() -> None:
    spec = find_spec("crhelper")
    assert spec is not None
    assert Path(str(spec.origin)).is_relative_to(ROOT / "lambda")
    assert set(CRHELPER) == {path.name for path in (ROOT / "lambda/crhelper").iterdir() if path.name != "__pycache__"}
    installed = Path(str(distribution("crhelper").locate_file("crhelper")))
    assert installed != ROOT / "lambda/crhelper"
    for module in (name for name in CRHELPER if name.endswith(".py")):
        assert hashlib.sha256((installed / module).read_bytes()).hexdigest() == CRHELPER[module]
    assert "crhelper==2.0.12" in (ROOT / "requirements.txt").read_text().splitlines()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("utils.py", lambda path: path.write_bytes(path.read_bytes() + b"\n")),
        ("NOTICE", Path.unlink),
        ("more.py", Path.touch),
    ],
)
def test_p65_no_other_crhelper_can_be_built_into_a_wheel(
    name: str, change: Callable[[Path], None], unpacked: Path, tmp_path: Path
) -> None:
    tree = Path(shutil.copytree(unpacked, tmp_path / "tree"))
    change(tree / "lambda/crhelper" / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path), str(tree)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert f"expected the bytes of crhelper 2.0.12, received other {name}" in done.stdout + done.stderr


def test_p65_the_wheel_depends_on_the_cdk_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = archive.read(name).decode().splitlines()
        licences = [name for name in archive.namelist() if "/licenses/" in name]
    required = [re.split("[<>=]", line.split()[1])[0] for line in metadata if line.startswith("Requires-Dist:")]
    assert required == ["aws-cdk-lib", "constructs"]
    assert [one.partition("/licenses/")[2] for one in sorted(licences)] == [
        "LICENSE",
        "lambda/crhelper/LICENSE",
        "lambda/crhelper/NOTICE",
    ]


def test_p65_what_is_published_without_staging_outlives_the_app(installed: Path, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path), context={NO_STAGING: True})
    WorkteamProvider(Stack(app, "Stack"), "Provider")
    app.synth()
    _, folder = published(tmp_path)
    assert folder == ROOT / "lambda"
    staged_hash, staged = synthesise(installed, tmp_path / "staged")
    assert staged.is_relative_to(tmp_path / "staged")
    assert files(staged) == source_files()
    assert staged_hash == published(tmp_path)[0]


def test_p65_no_app_of_a_process_leaves_something_for_the_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    hashes = set()
    for name in ("first", "second"):
        app = App(outdir=str(tmp_path / name))
        WorkteamProvider(Stack(app, "Stack"), "Provider")
        app.synth()
        hashes.add(published(tmp_path / name)[0])
    assert (len(hashes), list(temporary.iterdir())) == (1, [])


def test_p65_lambda_may_read_what_a_umask_closed(unpacked: Path, tmp_path: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in (unpacked / "lambda").rglob("*.py")} == {0o600}
    _, folder = synthesise(unpacked / "constructs", tmp_path / "out")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o644}


def test_a_file_that_can_not_be_opened_to_lambda(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    closed = tmp_path / "handler.py"
    closed.touch(mode=0o600)

    def refuse(self: Path, mode: int) -> None:
        raise PermissionError(str(self))

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(AssetError, match=r"Lambda can't read .*handler\.py, .*; chmod it to 644"):
        asset._let_lambda_read(closed)


def test_a_missing_source_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(asset, "_FOLDERS", (tmp_path,))
    with pytest.raises(AssetError, match="the function's source is missing: expected workteam_provider in"):
        asset.function_code()


@pytest.mark.timeout(300)
def test_p53_the_hash_is_one_from_checkout_sdist_and_wheel(installed: Path, unpacked: Path, tmp_path: Path) -> None:
    blank = Path(shutil.copytree(installed, tmp_path / "a path with blanks"))
    libraries = [ROOT / "constructs", unpacked / "constructs", blank]
    hashes = {synthesise(library, tmp_path / f"out{number}")[0] for number, library in enumerate(libraries)}
    assert len(hashes) == 1


def test_p53_bytecode_of_the_users_python_does_not_count(installed: Path, tmp_path: Path) -> None:
    compiled = Path(shutil.copytree(installed, tmp_path / "compiled"))
    before, _ = synthesise(installed, tmp_path / "before")
    assert subprocess.run([sys.executable, "-m", "compileall", "-q", str(compiled)], check=False).returncode == 0
    after, folder = synthesise(compiled, tmp_path / "after")
    assert (before, files(folder)) == (after, source_files())

"""The function's code as it is uploaded: these files, from wherever the library comes."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from cdk_sagemaker_workteam import AssetError, _asset

ROOT = Path(__file__).parents[2]
CRHELPER = {"__init__.py", "log_helper.py", "resource_helper.py", "utils.py", "LICENSE"}
HASHES = """
import sys
from aws_cdk import FileSystem
for folder in sys.argv[1:]:
    sys.path.insert(0, folder)
    from cdk_sagemaker_workteam import _asset
    print(_asset.__file__, FileSystem.fingerprint(str(_asset.staged_asset())), _asset.staged_asset())
    for name in [name for name in sys.modules if name.startswith("cdk_sagemaker_workteam")]:
        del sys.modules[name]
"""


@pytest.fixture(scope="module")
def asset() -> Path:
    return _asset.staged_asset()


def files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_the_function_and_crhelper_side_by_side_and_nothing_else(asset: Path) -> None:
    source = ROOT / "lambda"
    function = {name for name in files(source) if "__pycache__" not in name}
    assert "workteam_provider/handler.py" in function
    assert files(asset) == function | {f"crhelper/{name}" for name in CRHELPER}


def test_lambda_may_read_it_whatever_the_umask() -> None:
    before = os.umask(0o077)
    try:
        with _asset._staging.__wrapped__() as staged:
            paths = list(Path(staged).rglob("*"))
            modes = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()}
            folders = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()}
    finally:
        os.umask(before)
    assert (modes, folders) == ({0o644}, {0o755})


def test_it_is_put_together_once(asset: Path) -> None:
    assert _asset.staged_asset() == asset


def test_the_pinned_crhelper_is_the_one_that_is_asked_for() -> None:
    pins = (ROOT / "requirements.txt").read_text().splitlines()
    assert f"crhelper=={_asset.CRHELPER_VERSION}" in pins
    assert f'"crhelper=={_asset.CRHELPER_VERSION}"' in (ROOT / "pyproject.toml").read_text()


def test_another_crhelper_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_asset, "CRHELPER_VERSION", "9.9.9")
    with pytest.raises(AssetError, match=r"expected crhelper 9\.9\.9, found 2\.0\.12; install that very version"):
        list(_asset._crhelper_files())


def test_a_missing_crhelper_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(_asset, "distribution", missing)
    with pytest.raises(AssetError, match="beside this library, found none; install it"):
        list(_asset._crhelper_files())


def test_a_missing_source_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(_asset, "_SOURCES", (tmp_path,))
    with pytest.raises(AssetError, match="the function's source is missing: expected workteam_provider in"):
        list(_asset._function_files())


def test_p53_the_hash_is_one_from_checkout_sdist_and_wheel_and_nothing_is_left(installed: Path, unpacked: Path) -> None:
    folders = [ROOT / "constructs", unpacked / "constructs", installed]
    seen = [line.split() for line in _hashes_in(folders)]
    assert [module for module, _, _ in seen] == [f"{folder}/cdk_sagemaker_workteam/_asset.py" for folder in folders]
    assert len({fingerprint for _, fingerprint, _ in seen}) == 1
    assert len({staged for _, _, staged in seen}) == len(folders)
    assert [staged for _, _, staged in seen if Path(staged).exists()] == []


def _hashes_in(folders: list[Path]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", HASHES, *map(str, folders)],
        cwd=folders[-1],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()

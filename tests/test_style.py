"""Ruff has nothing to say."""

import subprocess
import sys
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("question", [["check"], ["format", "--check"]], ids=["check", "format"])
def test_the_code_is_clean(question):
    answer = subprocess.run(
        [sys.executable, "-m", "ruff", *question, "--no-cache", "."],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr

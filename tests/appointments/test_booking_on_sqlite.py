"""The same guarantee on the database of `manage.py up`."""

import json
import os
import subprocess
import sys


def test_no_more_places_are_sold_on_sqlite_either(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'rush.sqlite3'}",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    run = subprocess.run(
        [sys.executable, "-m", "tests.appointments.sqlite_rush"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )

    told = json.loads(run.stdout.splitlines()[-1])
    assert told == {"kinds": {"Booking": 5, "SlotFull": 11}, "taken": 5, "drift": 0}

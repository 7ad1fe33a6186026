#!/usr/bin/env python3
"""Every command of the portal. Run it with any Python 3.11 or newer: it makes its own virtual environment."""

import os
import sys

from portal import bootstrap


def main() -> None:
    """Run one command inside the project's virtual environment."""
    bootstrap.enter(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

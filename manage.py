#!/usr/bin/env python3
"""Every command of the portal. Run it with any Python 3.11 or newer: it makes its own virtual environment."""

import os
import sys

from portal import bootstrap


def main() -> None:
    """Run one command inside the project's virtual environment."""
    bootstrap.enter(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018  The first look reads the environment.
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""Django first, then everything that needs it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from bench.search.comparison import main  # noqa: E402

if __name__ == "__main__":
    main()

"""What `manage.py check` says about this installation."""

from importlib.util import find_spec

from django.core.checks import Error, register


@register()
def one_postgresql_driver(app_configs, **kwargs) -> list[Error]:
    """psycopg 3 must not be there: Django would silently use it, and the figures were measured with psycopg2."""
    if find_spec("psycopg") is None:
        return []
    return [
        Error(
            "psycopg 3 is installed, and Django would use it instead of psycopg2.",
            hint="Run: .venv/bin/python -m pip uninstall psycopg psycopg-binary",
            id="portal.E001",
        )
    ]

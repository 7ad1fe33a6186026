"""What `manage.py check` says about this installation."""

from importlib.util import find_spec

from django.conf import settings
from django.core.checks import Error, register

from delivery import gateways


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


@register()
def known_gateway(app_configs, **kwargs) -> list[Error]:
    """Whoever is to send text messages is one we can talk to."""
    if settings.SMS_GATEWAY in ("", *gateways.SMS):
        return []
    return [
        Error(
            f"SMS_GATEWAY is {settings.SMS_GATEWAY!r}, which is no gateway.",
            hint=f"Set it to one of: {', '.join(sorted(gateways.SMS))}.",
            id="portal.E002",
        )
    ]


@register(deploy=True)
def some_gateway(app_configs, **kwargs) -> list[Error]:
    """Without one nobody can sign in to book, and nobody hears that a hall is closed."""
    if settings.SMS_GATEWAY:
        return []
    return [
        Error(
            "No gateway sends text messages, so that nobody can sign in.",
            hint="Set SMS_GATEWAY. For a trial, `console` keeps messages in a file of DATA_DIR and sends none.",
            id="portal.E003",
        )
    ]

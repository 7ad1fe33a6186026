"""The portal as an app: no models, but the checks, the commands and the Celery app every process needs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from . import celery, checks  # noqa: F401  Tasks find their app and checks are registered by being imported.

"""App of the later journey: see the map in README.md."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"

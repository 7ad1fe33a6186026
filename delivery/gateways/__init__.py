"""The outside world, one module for each owner; a setting says which one speaks.

A gateway of text messages has `send(*, phone, text, key)`. It raises NotSent in words that name no phone and no code.
Sent again with the same key, a message is dropped at the far end.
"""

from importlib import import_module
from types import ModuleType

from django.conf import settings

SMS = {"console": "delivery.gateways.console"}


class NotSent(Exception):
    """It did not go out now, and may be tried again."""


def sms() -> ModuleType:
    """Who sends text messages. Raises NotSent where nobody does."""
    if settings.SMS_GATEWAY not in SMS:
        raise NotSent("SMS_GATEWAY names no gateway")
    return import_module(SMS[settings.SMS_GATEWAY])

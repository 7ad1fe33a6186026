"""What follows, and what people were told."""

from .notification import Notification

__all__ = ["Notification"]

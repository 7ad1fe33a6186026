"""Members of staff."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff who signs in with a name and a password."""

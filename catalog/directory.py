"""Departments, halls and the other rows that items point at: changed by staff directly, without a draft.

Their names can be searched, so every change makes all processes build their search index anew.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext_lazy as _

from .models import SearchState, Theme


class InUse(ValidationError):
    """Something still points at the row."""

    def __init__(self, row: Model) -> None:
        super().__init__(_("“%(row)s” is still in use and cannot be deleted."), "in_use", {"row": str(row)})


@transaction.atomic
def save(row: Model) -> None:
    """The row is saved, and search will know."""
    row.save()
    SearchState.advance()


def is_in_use(row: Model) -> bool:
    """Whether deleting the row would change items without a revision: a theme's join rows would go with it."""
    return isinstance(row, Theme) and row.items.exists()


@transaction.atomic
def delete(row: Model) -> None:
    """The row is gone, and search will know. Raises InUse."""
    if is_in_use(row):
        raise InUse(row)
    try:
        row.delete()
    except ProtectedError:
        raise InUse(row) from None
    SearchState.advance()

"""Rows that are due, one after the other."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Model

from .refusals import Refusal

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Model)


def sweep(rows: Iterable[Row], change: Callable[[Row], Any]) -> int:
    """How many of the rows were changed. One that fails is logged and stops no other; one refused is not to be changed.

    Whatever `change` did to a row that failed must have been undone by its own transaction.
    """
    return sum(_is_changed(row, change) for row in rows)


def _is_changed(row: Row, change: Callable[[Row], Any]) -> bool:
    try:
        return bool(change(row))
    except Refusal:
        return False
    except Exception:
        logger.exception("%s %s failed and will be tried again", row._meta.label, row.pk)
        return False

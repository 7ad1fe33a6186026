"""Search in lists of texts that a column holds as JSON."""

import json

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast


def holding(rows: QuerySet, column: str, text: str) -> QuerySet:
    """The rows whose list has the text in it; one database keeps lists as they are, the other with letters escaped."""
    as_text = rows.annotate(as_text=Cast(column, TextField()))
    return as_text.filter(Q(as_text__contains=text) | Q(as_text__contains=json.dumps(text)[1:-1]))

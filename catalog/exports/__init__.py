"""The list as a file: CSV and XLSX for people, JSON lines for machines.

Which rows: a `Selection`. Which columns: `columns`. One module a format. `write` puts a file down and says how many
items it holds and its SHA-256; `response` is the same as a download:

    exports.response(Selection(day=today, codes=set(queryset.values_list("code", flat=True))), "xlsx")

Contents come from the revisions, so every format can show the list of any day, as known at any moment.
"""

from .downloads import FORMATS, Written, file_name, response, write
from .selection import Row, Selection

__all__ = ["FORMATS", "Row", "Selection", "Written", "file_name", "response", "write"]

"""Marks what matched in a text. The search gives spans, never HTML; everything is escaped here."""

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def marked(text: str, spans: Iterable[tuple[int, int]] | None) -> SafeString:
    """The text with <mark> around each [start, end) span. The spans stand in order and do not overlap."""
    parts, done = [], 0
    for start, end in spans or ():
        parts += [conditional_escape(text[done:start]), format_html("<mark>{}</mark>", text[start:end])]
        done = end
    return mark_safe("".join([*parts, conditional_escape(text[done:])]))  # noqa: S308 - every part is escaped above.

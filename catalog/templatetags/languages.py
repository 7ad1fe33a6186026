"""Says in which language a text is, where that is not the language of the page."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.search.text import han_characters

register = template.Library()


@register.filter
def in_chinese(text: str) -> SafeString:
    """A name from the data, which is Chinese: on a page in another language it is said to be."""
    if (get_language() or "zh").startswith("zh") or not han_characters(text):
        return conditional_escape(text)
    return format_html('<span lang="zh-Hans-CN">{}</span>', text)

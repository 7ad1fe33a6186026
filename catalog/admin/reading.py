"""Rows that nobody edits: the page of one is written for reading."""

from datetime import date
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from catalog.contents import Content
from catalog.models import Revision


class Unchanging:
    """Rows that are read in the admin and changed elsewhere, or never."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnly(Unchanging):
    """The page of one row is written for reading: `page` gives the template what it shows."""

    def page(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the template shows."""
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The row, for reading only."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": self.opts.verbose_name,
            "subtitle": str(row),
            "opts": self.opts,
            "original": row,
            "media": self.media,
            **self.page(request, row),
        }
        return TemplateResponse(request, self.change_form_template, context)


def content_before(item_code: str, version: int, day: date) -> Content | None:
    """What held on that day as far as that version of the item knew; None where the item was not there."""
    known = Revision.objects.filter(item__code=item_code, number__lte=version)
    revision = known.as_of(day).first()
    return revision.content if revision else None

"""Lists in numbered pages."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from .limits import LARGEST_PAGE, PAGE_SIZE
from .problems import PageNotFound

WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class NumberedPages(PageNumberPagination):
    """Fifty rows a page unless `page_size` says otherwise, up to a hundred. A page that is not there is a 404."""

    page_size = PAGE_SIZE
    page_size_query_param = "page_size"
    max_page_size = LARGEST_PAGE
    last_page_strings = ()
    page_query_description = gettext_lazy("Number of the page, from 1.")
    page_size_query_description = gettext_lazy("Rows on a page.")

    def get_page_size(self, request: Request) -> int:
        """The page size asked for. Raises ValidationError for anything but 1 to 100."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if WHOLE_NUMBER.fullmatch(asked) and int(asked) <= self.max_page_size:
            return int(asked)
        message = _("“page_size” must be a whole number from 1 to %(most)d.") % {"most": self.max_page_size}
        raise ValidationError({self.page_size_query_param: [message]})

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page asked for. Raises PageNotFound."""
        self.request = request
        paginator = self.django_paginator_class(queryset, self.get_page_size(request))
        asked = request.query_params.get(self.page_query_param, "1")
        if not WHOLE_NUMBER.fullmatch(asked):
            raise PageNotFound(_("“page” must be a whole number from 1."))
        if int(asked) > paginator.num_pages:
            raise PageNotFound(_("The list ends with page %(last)d.") % {"last": paginator.num_pages})
        self.page = paginator.page(int(asked))
        return list(self.page)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The two parameters with their bounds."""
        page, page_size = super().get_schema_operation_parameters(view)
        page["schema"] |= {"minimum": 1, "maximum": 999999, "default": 1}
        page_size["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [page, page_size]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The envelope: how many rows there are in all, and the addresses of the pages beside this one."""
        beside = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "minimum": 0, "description": gettext_lazy("Rows in all pages together.")},
                "next": beside | {"description": gettext_lazy("The next page, null on the last one.")},
                "previous": beside | {"description": gettext_lazy("The page before, null on the first one.")},
                "results": schema,
            },
        }

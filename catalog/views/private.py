"""Pages that are one visitor's own."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """No cache keeps the answer and no search engine lists it.

    Its address is told nobody: the Referrer-Policy of all pages sends no path, not even to our own pages.
    """

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as missing:  # Raised further up it would come back without the headers.
            response = page_not_found(request, missing)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped

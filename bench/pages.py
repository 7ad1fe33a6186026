"""Render time of the public pages, as a ratio to a bare Django view that renders the same template with one query.

    python3 -m bench.pages [--runs 200]

Both sides go through the whole middleware stack in one process, taking turns, against the database of the environment
(the seeded one of `python3 manage.py setup` by default). The bare view gets the finished context of the real page, so
the ratio is what our queries and our preparation of values cost on top of Django and the template.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.bare import BARE, prepared  # noqa: E402

PAGES = {
    "home": "/",
    "results, one word": "/items/?q=护照",
    "results, all items": "/items/",
    "item, fullest guide": "/items/D13-080/",
    "item, no guide": "/items/D01-003/",
    "municipal hall": "/halls/M/",
    "A-Z": "/a-z/",
}


def measure(handler: Callable, url: str) -> tuple[float, int]:
    """Milliseconds for one request, and the bytes of its answer."""
    environ = RequestFactory().get(url, SERVER_NAME="127.0.0.1").environ
    start = time.perf_counter()
    response = handler(environ, lambda *_args: None)
    body = b"".join(response)
    took = (time.perf_counter() - start) * 1000
    response.close()
    return took, len(body)


def prepare(handler: Callable, url: str) -> int:
    """Remember what the page renders; returns its number of queries."""

    def remember(request, template_name, context=None, *args, **kwargs):
        prepared.template, prepared.context = template_name, context
        return render(request, template_name, context, *args, **kwargs)

    modules = [module for name, module in sys.modules.items() if name.startswith(("portal.views", "catalog.views"))]
    patches = [patch.object(module, "render", remember) for module in modules if hasattr(module, "render")]
    for each in patches:
        each.start()
    with CaptureQueriesContext(connection) as queries:
        measure(handler, url)
    for each in patches:
        each.stop()
    return len(queries)


def main() -> None:
    """Print one row a page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    settings.ROOT_URLCONF = "bench.bare"
    handler = WSGIHandler()
    print(f"{connection.vendor}, {runs} runs of each, taking turns")
    print(f"{'page':<22} {'queries':>7} {'kB':>6} {'p50 ms':>8} {'bare p50':>8} {'ratio':>6}")
    for name, url in PAGES.items():
        measure(handler, url)
        queries = prepare(handler, url)
        sides = {"page": partial(measure, handler, url), "bare": partial(measure, handler, BARE)}
        times: dict[str, list[float]] = {side: [] for side in sides}
        for _run in range(runs):
            for side, run in sides.items():
                took, size = run()
                times[side].append(took)
        page, plain = (statistics.median(times[side]) for side in ("page", "bare"))
        print(f"{name:<22} {queries:>7} {size / 1000:>6.1f} {page:>8.2f} {plain:>8.2f} {page / plain:>6.2f}")


if __name__ == "__main__":
    main()

"""Pages of a long list: which page was asked for, and the numbers to offer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict


@dataclass(frozen=True)
class PageLink:
    """One page number and its address; number None stands for those left out."""

    number: int | None
    address: str = ""
    current: bool = False


@dataclass(frozen=True)
class Paging:
    """What components/pagination.html shows. A list of one page has no links."""

    pages: Sequence[PageLink]
    previous: str
    next: str


def asked_page(address: QueryDict) -> int | None:
    """The page that was asked for, 1 where none was; None for what is no page number."""
    try:
        number = int(address.get("page", "1"))
    except ValueError:
        return None
    return number if number > 0 else None


def paging(page: Page, address: QueryDict) -> Paging:
    """The ways from this page to the others; all else in the address is kept."""
    paginator = page.paginator
    if paginator.num_pages == 1:
        return Paging([], "", "")
    return Paging(
        pages=[
            PageLink(None) if each == Paginator.ELLIPSIS else PageLink(each, _to(each, address), each == page.number)
            for each in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ],
        previous=_to(page.number - 1, address) if page.has_previous() else "",
        next=_to(page.number + 1, address) if page.has_next() else "",
    )


def _to(number: int, address: QueryDict) -> str:
    kept = address.copy()
    kept.pop("page", None)
    if number > 1:
        kept["page"] = str(number)
    return f"?{kept.urlencode()}"

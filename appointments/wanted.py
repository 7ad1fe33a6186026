"""The items somebody wants to come for, by the codes that stand in an address."""

from dataclasses import dataclass

from catalog.models import ServiceItem

from .remembering import remembered


@dataclass(frozen=True)
class Wanted:
    """The items that are on the list, in the order they were asked for; those taken off it; and codes of no item."""

    items: tuple[ServiceItem, ...]
    retired: tuple[ServiceItem, ...]
    unknown: tuple[str, ...]

    @property
    def can_all_be_booked(self) -> bool:
        """Whether there is something to come for, and nothing among it that is no longer handled."""
        return bool(self.items) and not self.retired and not self.unknown


@remembered
def of_codes(codes: tuple[str, ...]) -> Wanted:
    """What these codes ask for: one query."""
    held = ServiceItem.objects.filter(code__in=codes, version__gt=0).select_related("department")
    found = {item.code: item for item in held}
    known = [found[code] for code in codes if code in found]
    return Wanted(
        items=tuple(item for item in known if item.retired_on is None),
        retired=tuple(item for item in known if item.retired_on is not None),
        unknown=tuple(code for code in codes if code not in found),
    )

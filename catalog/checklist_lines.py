"""What to bring for several items, as one list: a material that several of them ask for is one line.

Pure: no query. Numbers are never added up: one identity card serves every item, three application forms do not, and the
list does not know which is which. So a line says how many each item asks for.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import wording
from .models import Material, ServiceItem

KEY_LENGTH = 120
QUOTES = re.compile(r"[\s《》〈〉“”\"'‘’「」]+")

STRONGEST_FIRST = (Material.Necessity.REQUIRED, Material.Necessity.CONDITIONAL, Material.Necessity.LATER)


def key_of(name: str) -> str:
    """The name of a material without what differs by hand: width of letters, case, blanks, title marks."""
    return QUOTES.sub("", unicodedata.normalize("NFKC", name).casefold())[:KEY_LENGTH] or name


@dataclass(frozen=True)
class Use:
    """What one item asks of a material, in words."""

    item: ServiceItem
    necessity: str
    copies: str
    note: str

    @property
    def necessity_text(self) -> str:
        """How necessary it is for this item."""
        return str(Material.Necessity(self.necessity).label)


@dataclass(frozen=True)
class Line:
    """One material, and the items it is for. `necessity` is the strongest that any of them asks."""

    key: str
    name: str
    necessity: str
    medium: str
    uses: tuple[Use, ...]

    @property
    def items(self) -> list[str]:
        """The names of the items it is for."""
        return [use.item.name for use in self.uses]

    @property
    def copies(self) -> str:
        """How many to bring, where all items agree: said to be for each of them where there are several."""
        asked = {use.copies for use in self.uses}
        if len(asked) > 1 or asked == {""}:
            return ""
        [copies] = asked
        return copies if len(self.uses) == 1 else _("%(copies)s for each item") % {"copies": copies}

    @property
    def differs(self) -> bool:
        """Whether the items ask for different numbers, or need it to a different degree."""
        return len({(use.copies, use.necessity) for use in self.uses}) > 1

    @property
    def note(self) -> str:
        """The one note, where all items that have any have the same."""
        notes = {use.note for use in self.uses if use.note}
        return notes.pop() if len(notes) == 1 else ""

    @property
    def details(self) -> list[Use]:
        """The items one by one, where one line would hide how they differ."""
        notes = {use.note for use in self.uses if use.note}
        return list(self.uses) if self.differs or len(notes) > 1 else []


def merge(items: Iterable[ServiceItem]) -> list[Line]:
    """The lines of these items, the most necessary first, then in the order the items name them."""
    found: dict[str, dict[int, list[tuple[ServiceItem, Material]]]] = {}
    for item in items:
        for material in item.materials.all():
            found.setdefault(key_of(material.name), {}).setdefault(item.pk, []).append((item, material))
    lines = [_line(key, list(by_item.values())) for key, by_item in found.items()]
    return sorted(lines, key=lambda line: STRONGEST_FIRST.index(line.necessity))


def _line(key: str, by_item: Sequence[Sequence[tuple[ServiceItem, Material]]]) -> Line:
    materials = [material for asked in by_item for _item, material in asked]
    media = {material.medium for material in materials}
    return Line(
        key=key,
        name=materials[0].name,
        necessity=_strongest(materials),
        medium=str(Material.Medium(media.pop()).label) if len(media) == 1 else "",
        uses=tuple(_use(asked[0][0], [material for _item, material in asked]) for asked in by_item),
    )


def _use(item: ServiceItem, materials: Sequence[Material]) -> Use:
    """What one item asks; where it names a material twice, the larger numbers and both notes."""
    most = Material(
        originals=max(material.originals for material in materials),
        copies=max(material.copies for material in materials),
    )
    notes = dict.fromkeys(material.note for material in materials if material.note)
    return Use(item, _strongest(materials), wording.copies(most), " ".join(notes))


def _strongest(materials: Iterable[Material]) -> str:
    return min((material.necessity for material in materials), key=STRONGEST_FIRST.index)

"""Where somebody lives, as they type it, and the district, street or community it stands for.

西乡街道, 西乡街道办事处, 寶安區 西鄉, 福田区莲花街道景田北路8号 and 水围村 are all understood. A name that stands for
several places is never guessed at: all of them are given back to choose from.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from . import nearness
from .models import Community, District, Street
from .nearness import Point
from .search.text import clean

LONGEST = 64
"""Characters that are read. No address needs more to name its street."""

STREET_CODE, COMMUNITY_CODE = 9, 12
"""Digits of the statistics codes; the code of a district is shorter."""

BREAK = re.compile(r"[\W_]+")
HALL = re.compile(r"(?:行政服务|政务服务|便民服务|公共服务|党群服务)(?:大厅|中心)$")
ABOVE = ("广东省", "广东", "深圳市", "深圳")
SUFFIXED = re.compile(
    r"(?P<stem>.+?)(?:(?P<district>新?区)|(?P<street>街道(?:办事处|办)?|办事处)"
    r"|(?P<community>社区(?:居民委员会|居委会|工作站)?|居民委员会|居委会|村))"
)
COMMITTEE = re.compile(r"(?:.+社区)?(?P<stem>.+?)(?:社区)?(?:居民委员会|居委会|居委员会|居委)")
SHORTEST_NAME, LONGEST_NAME = 2, 16


@dataclass(frozen=True)
class Residence:
    """A district, or a street in it, or a community in that street; `code` is the code of the finest of them."""

    code: str
    district: District
    street: Street | None = None
    community: str = ""

    @property
    def name(self) -> str:
        """The place from the district down, as an address is written."""
        return f"{self.district.name}{self.street.name if self.street else ''}{self.community}"

    @property
    def point(self) -> Point | None:
        """The middle of its district: no finer point is held."""
        return nearness.of_district(self.district)

    def holds(self, other: Self) -> bool:
        """Whether the other is this place or a part of it."""
        return (
            self.district == other.district
            and (self.street is None or self.street == other.street)
            and self.community in ("", other.community)
        )


@dataclass(frozen=True)
class Lookup:
    """What a text may stand for. Not `certain`: only a part of it was understood, so even one place is a question."""

    matches: tuple[Residence, ...] = ()
    certain: bool = True

    @property
    def only(self) -> Residence | None:
        """The place, where the text leaves no doubt."""
        return self.matches[0] if self.certain and len(self.matches) == 1 else None


def look_up(text: str) -> Lookup:
    """The places a text may stand for, none where it names none: three queries, or none for a text without a word."""
    words = [HALL.sub("", word) for word in BREAK.split(clean(text, LONGEST).text)]
    return Gazetteer.of_all().read([word for word in words if word]) if any(words) else Lookup()


def by_code(code: str) -> Residence | None:
    """The place of a code; None where there is none of that code: one query."""
    if len(code) == COMMUNITY_CODE:
        community = Community.objects.filter(code=code).select_related("street__district").first()
        return community and Residence(code, community.street.district, community.street, community.name)
    if len(code) == STREET_CODE:
        street = Street.objects.filter(code=code).select_related("district").first()
        return street and Residence(code, street.district, street)
    district = District.objects.filter(code=code).first()
    return district and Residence(code, district)


class Gazetteer:
    """All names of places, by the short form people use."""

    def __init__(self) -> None:
        self._named: dict[str, dict[str, list[Residence]]] = {
            kind: defaultdict(list) for kind in ("district", "street", "community")
        }

    @classmethod
    def of_all(cls) -> Self:
        """Every district, street and community held."""
        gazetteer = cls()
        for district in District.objects.all():
            gazetteer._add("district", Residence(district.code, district), {district.name, district.name_now})
        streets = {street.pk: street for street in Street.objects.select_related("district")}
        for street in streets.values():
            gazetteer._add("street", Residence(street.code, street.district, street), {street.name})
        for code, name, committee, key in Community.objects.values_list("code", "name", "committee_name", "street_id"):
            street = streets[key]
            written = COMMITTEE.fullmatch(committee)
            names = {name, written["stem"] if written else name}
            gazetteer._add("community", Residence(code, street.district, street, name), names)
        return gazetteer

    def _add(self, kind: str, place: Residence, names: Iterable[str]) -> None:
        for stem in {_stem(kind, name) for name in names}:
            self._named[kind][stem].append(place)

    def read(self, words: Sequence[str]) -> Lookup:
        """What the words of one address stand for together.

        A name without its suffix counts only where nothing else is left unread: 西乡步行街 is not yet 西乡街道.
        """
        found, is_whole = self._spot(words)
        whole_names = [places for places, has_suffix in found if has_suffix]
        if is_whole or not whole_names:
            return Lookup(_distinct(_narrow([places for places, _suffix in found])), certain=is_whole)
        return Lookup(_distinct(_narrow(whole_names)))

    def _spot(self, words: Sequence[str]) -> tuple[list[tuple[list[Residence], bool]], bool]:
        """The names in the words from left to right, the longest first, and whether they are all there is."""
        found: list[tuple[list[Residence], bool]] = []
        is_whole = True
        for word in words:
            at = 0
            while at < len(word):
                size, places, has_suffix = self._longest(word[at : at + LONGEST_NAME])
                if places:
                    found.append((places, has_suffix))
                is_whole &= size > 0
                at += size or 1
        return found, is_whole

    def _longest(self, text: str) -> tuple[int, list[Residence], bool]:
        """How much of the start of a text is a name, what it names, and whether it says of what kind it is."""
        for size in range(len(text), SHORTEST_NAME - 1, -1):
            name = text[:size]
            places, has_suffix = self._called(name)
            if places or name in ABOVE:
                return size, places, has_suffix
        return 0, [], False

    def _called(self, name: str) -> tuple[list[Residence], bool]:
        if (suffixed := SUFFIXED.fullmatch(name)) and (places := self._named[suffixed.lastgroup].get(suffixed["stem"])):
            return places, True
        return [place for named in self._named.values() for place in named.get(name, ())], False


def _stem(kind: str, name: str) -> str:
    suffixed = SUFFIXED.fullmatch(name)
    return suffixed["stem"] if suffixed and suffixed.lastgroup == kind else name


def _narrow(groups: Sequence[Sequence[Residence]]) -> list[Residence]:
    """What all groups can mean together, the finest of each; where nothing fits, everything any of them means."""
    found = list(groups[0]) if groups else []
    for group in groups[1:]:
        together = [finer for one in found for other in group if (finer := _finer(one, other))]
        found = together or [*found, *group]
    return found


def _finer(one: Residence, other: Residence) -> Residence | None:
    if one.holds(other):
        return other
    return one if other.holds(one) else None


def _distinct(places: Sequence[Residence]) -> tuple[Residence, ...]:
    """One place a district or street: communities of one street all lead to the same hall."""
    kept: dict[tuple[int, int | None], Residence] = {}
    for place in places:
        key = place.district.pk, place.street and place.street.pk
        if key not in kept or not place.community:
            kept[key] = place
    return tuple(sorted(kept.values(), key=lambda place: (place.street is not None, place.district.pk, place.code)))

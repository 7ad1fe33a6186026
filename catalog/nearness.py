"""How near a hall is to somebody: in their own street, in their own district, or so many kilometres off.

Pure: rows and numbers in, an order out. Only points that are held are measured, and most of them stand for a whole
district. So a distance is a straight line in whole kilometres, and it always says what it was measured between.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from math import asin, cos, radians, sin, sqrt

from .models import District, Hall

EARTH_RADIUS = 6371.0  # Kilometres.


class Nearness(IntEnum):
    """Where a hall stands for somebody, the nearest first."""

    OWN_STREET = 1  # The hall of their street.
    OWN_DISTRICT = 2  # The hall of their district.
    IN_OWN_DISTRICT = 3  # Another hall in their district.
    ELSEWHERE = 4  # In another district, or nobody said where they live.
    ANY_OTHER = 5  # Not one hall: whichever else there is of a class.


class StandsFor(Enum):
    """What a point marks."""

    ITSELF = auto()  # The very spot.
    SURROUNDINGS = auto()  # Somewhere about there.
    DISTRICT = auto()  # The middle of a district.


@dataclass(frozen=True)
class Point:
    """Degrees east and north, and what they mark; `district` is the name of the district they stand for."""

    longitude: float
    latitude: float
    stands_for: StandsFor = StandsFor.ITSELF
    district: str = ""


@dataclass(frozen=True)
class Distance:
    """A straight line between two points, the rougher of what the two mark, and the districts they stand for."""

    kilometres: float
    measured: StandsFor
    districts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standpoint:
    """Whom a route is for: the keys of the district and street they live in, and where they set out. None: not told."""

    district: int | None = None
    street: int | None = None
    point: Point | None = None

    @property
    def is_told(self) -> bool:
        """Whether anything is known that could put one hall before another."""
        return self.district is not None or self.point is not None


NOWHERE = Standpoint()


def of_district(district: District) -> Point | None:
    """The middle of a district; None where no point is held."""
    if district.longitude is None:
        return None
    return Point(float(district.longitude), float(district.latitude), StandsFor.DISTRICT, district.name)


def of_hall(hall: Hall) -> Point | None:
    """The point of a hall; None where none is held. A note on it means that it is not the hall's own spot."""
    if hall.longitude is None:
        return None
    if not hall.point_note:
        stands_for = StandsFor.ITSELF
    elif hall.kind in (Hall.Kind.DISTRICT, Hall.Kind.STREET):
        stands_for = StandsFor.DISTRICT
    else:
        stands_for = StandsFor.SURROUNDINGS
    name = hall.district.name if stands_for == StandsFor.DISTRICT and hall.district else ""
    return Point(float(hall.longitude), float(hall.latitude), stands_for, name)


def between(one: Point | None, other: Point | None) -> Distance | None:
    """The distance by the haversine formula.

    None where a point is missing, and between one rough point and itself: that says nothing of how far it is.
    """
    if one is None or other is None:
        return None
    measured = max(one.stands_for, other.stands_for, key=lambda stands_for: stands_for.value)
    if measured != StandsFor.ITSELF and (one.longitude, one.latitude) == (other.longitude, other.latitude):
        return None
    latitudes = radians(one.latitude), radians(other.latitude)
    half = (
        sin((latitudes[1] - latitudes[0]) / 2) ** 2
        + cos(latitudes[0]) * cos(latitudes[1]) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    )
    named = tuple(point.district for point in (one, other) if point.district)
    return Distance(2 * EARTH_RADIUS * asin(min(1.0, sqrt(half))), measured, named)


def of(hall: Hall, standpoint: Standpoint) -> Nearness:
    """How near this hall is to somebody there."""
    if hall.kind == Hall.Kind.STREET and hall.street_id is not None and hall.street_id == standpoint.street:
        return Nearness.OWN_STREET
    if hall.district_id is None or hall.district_id != standpoint.district:
        return Nearness.ELSEWHERE
    return Nearness.OWN_DISTRICT if hall.kind == Hall.Kind.DISTRICT else Nearness.IN_OWN_DISTRICT

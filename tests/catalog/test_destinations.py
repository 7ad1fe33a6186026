"""The order of the halls, for any placements, any answers and any place somebody may live in."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import nearness, routing
from catalog.models import CircumstanceAnswer, District, Hall, Placement, ServiceItem, Street
from catalog.nearness import Distance, Nearness, Point, Standpoint, StandsFor
from catalog.routing import Level, Surroundings, Verdict

DAY = date(2026, 11, 24)
NOTED = "district representative point"
# Four districts of two streets each; the fourth has no point. The further north, the higher the number.
DISTRICTS = [District(pk=number, name=f"{number}区") for number in range(1, 5)]
STREETS = [Street(pk=10 * one.pk + number, name="", district=one) for one in DISTRICTS for number in (1, 2)]


def local_hall(kind: Hall.Kind, district: District, street: Street | None = None, **fields) -> Hall:
    pk = 1000 + (street or district).pk
    return Hall(pk=pk, code=f"H{pk}", name=f"大厅{pk}", kind=kind, district=district, street=street, **fields)


def placed(latitude: float | None) -> dict:
    if latitude is None:
        return {}
    return {"longitude": Decimal("114.0"), "latitude": Decimal(str(latitude)), "point_note": NOTED}


LOCAL_HALLS = [
    *(local_hall(Hall.Kind.DISTRICT, one, **placed(22 + one.pk / 10 if one.pk < 4 else None)) for one in DISTRICTS),
    *(local_hall(Hall.Kind.STREET, street.district, street) for street in STREETS),
]
CITY_HALLS = [
    Hall(pk=1, code="M", name="市大厅", kind=Hall.Kind.MUNICIPAL, district=DISTRICTS[0], **placed(22.12)),
    Hall(pk=2, code="B", name="分厅", kind=Hall.Kind.SPECIALISED),
    Hall(pk=3, code="C", name="关了的大厅", kind=Hall.Kind.SPECIALISED, closed_on=DAY),
]
ANSWERS = [
    CircumstanceAnswer(pk=1, position=1, level=Level.MUNICIPAL, label="市"),
    CircumstanceAnswer(pk=2, position=2, level=Level.DISTRICT, label="区"),
]
SHARED = ServiceItem(tier="B", sharing="by_circumstance")
ITEMS = [ServiceItem(tier="A", sharing=""), ServiceItem(tier="B", sharing="identical"), SHARED]
CHOICES = [{}, {1: None}, {1: ANSWERS[0]}, {1: ANSWERS[1]}]
KINDS = {Hall.Kind.MUNICIPAL: "municipal_hall", Hall.Kind.SPECIALISED: "specialised_branch"}


def at_hall(hall: Hall, answer: CircumstanceAnswer | None = None) -> Placement:
    return Placement(hall=hall, kind=KINDS.get(hall.kind, "district_or_street"), answer=answer)


def at_any(hall_class: str, answer: CircumstanceAnswer | None = None) -> Placement:
    return Placement(
        kind="retained" if hall_class == routing.OFFICE else hall_class, hall_class=hall_class, answer=answer
    )


def numbered(placements: list[Placement]) -> list[Placement]:
    for placement, number in zip(placements, count(1), strict=False):
        placement.pk = number
    return placements


ANSWER = st.sampled_from([None, *ANSWERS])
PLACEMENTS = st.builds(
    lambda halls, classes, answers: numbered(
        [
            *(at_hall(hall, answer) for hall, answer in zip(halls, answers, strict=False)),
            *(at_any(hall_class, answers[-1]) for hall_class in classes),
        ]
    ),
    st.lists(st.sampled_from([*CITY_HALLS, *LOCAL_HALLS]), unique_by=lambda hall: hall.pk, max_size=6),
    st.lists(st.sampled_from([routing.ANY_LOCAL, routing.OFFICE]), unique=True),
    st.lists(ANSWER, min_size=6, max_size=6),
)
POINTS = st.none() | st.builds(Point, st.floats(113.7, 114.7), st.floats(22.4, 22.9))
STANDPOINTS = st.builds(
    lambda street, says_street, point: Standpoint(
        street and street.district.pk, street.pk if street and says_street else None, point
    ),
    st.none() | st.sampled_from(STREETS),
    st.booleans(),
    POINTS,
)


def walk(item, placements, chosen, standpoint=nearness.NOWHERE):
    found = routing.route(item, placements, ANSWERS, chosen)
    return found, routing.destinations(found, Surroundings(LOCAL_HALLS, DAY, standpoint))


def named(destinations) -> list[str]:
    return [each.hall.code if each.hall else "*" for each in destinations]


@given(st.sampled_from(ITEMS), PLACEMENTS, st.sampled_from(CHOICES), STANDPOINTS)
def test_every_placement_the_answers_allow_is_led_to_exactly_once(item, placements, chosen, standpoint):
    found, destinations = walk(item, placements, chosen, standpoint)

    picked = chosen.get(1)
    decided = item is SHARED and picked is not None
    allowed = [
        each for each in placements
        if not decided or (each.answer in (None, picked) and routing.level_of(each) == picked.level)
    ]  # fmt: skip
    assert sorted(each.pk for each in found.placements) == [each.pk for each in allowed]
    by_itself = [each for each in destinations if each.placement and not (each.hall and each.is_any_local)]
    assert sorted(each.placement.pk for each in by_itself) == [each.pk for each in allowed]


@given(st.sampled_from(ITEMS), PLACEMENTS, st.sampled_from(CHOICES), STANDPOINTS)
def test_no_hall_is_named_twice(item, placements, chosen, standpoint):
    _found, destinations = walk(item, placements, chosen, standpoint)

    halls = [each.hall.pk for each in destinations if each.hall]
    assert len(halls) == len(set(halls))


@given(PLACEMENTS, STANDPOINTS)
def test_who_is_unsure_sees_all_that_any_answer_leads_to(placements, standpoint):
    unsure, first, second = (
        {each.pk for each in walk(SHARED, placements, {1: chosen}, standpoint)[0].placements}
        for chosen in (None, *ANSWERS)
    )

    assert first | second <= unsure


@given(st.sampled_from(ITEMS), PLACEMENTS, st.sampled_from(CHOICES), STANDPOINTS)
def test_the_same_question_is_answered_in_the_same_order(item, placements, chosen, standpoint):
    assert walk(item, placements, chosen, standpoint) == walk(item, list(placements), dict(chosen), standpoint)


@given(PLACEMENTS, STANDPOINTS)
def test_closed_halls_come_last_then_the_farther_ones(placements, standpoint):
    _found, destinations = walk(ITEMS[0], placements, {}, standpoint)

    ranks = [
        (not each.is_open, each.nearness, each.distance.kilometres if each.distance else routing.FAR)
        for each in destinations
    ]
    assert ranks == sorted(ranks)


@given(PLACEMENTS)
def test_without_a_place_the_order_is_that_of_the_list(placements):
    _found, destinations = walk(ITEMS[0], placements, {})

    led_to = [each.placement for each in destinations]
    open_first = sorted(placements, key=lambda each: bool(each.hall and each.hall.closed_on))
    assert led_to == open_first


def test_any_local_hall_means_the_own_street_then_the_own_district_then_the_nearest_ones():
    home = Standpoint(district=2, street=21, point=nearness.of_hall(LOCAL_HALLS[1]))

    _found, destinations = walk(ITEMS[0], numbered([at_any(routing.ANY_LOCAL)]), {}, home)

    assert named(destinations) == ["H1021", "H1002", "H1001", "H1003", "*"]
    assert [each.nearness for each in destinations] == [
        Nearness.OWN_STREET,
        Nearness.OWN_DISTRICT,
        Nearness.ELSEWHERE,
        Nearness.ELSEWHERE,
        Nearness.ANY_OTHER,
    ]


def test_where_no_point_is_held_the_own_halls_still_come_first():
    home = Standpoint(district=4, street=42)

    _found, destinations = walk(ITEMS[0], numbered([at_hall(CITY_HALLS[0]), at_any(routing.ANY_LOCAL)]), {}, home)

    assert named(destinations) == ["H1042", "H1004", "M", "*"]
    assert [each.distance for each in destinations] == [None] * 4


def test_handled_alike_the_city_stands_among_the_local_halls_by_nearness():
    home = Standpoint(district=1, point=nearness.of_hall(LOCAL_HALLS[0]))
    placements = numbered([at_hall(CITY_HALLS[0]), at_any(routing.ANY_LOCAL)])

    assert named(walk(ITEMS[1], placements, {}, home)[1]) == ["H1001", "M", "H1002", "H1003", "*"]
    assert named(walk(ITEMS[1], placements, {})[1]) == ["M", "*"]


def test_the_district_level_without_a_place_is_the_hall_of_the_own_district():
    placements = numbered([at_hall(CITY_HALLS[0])])

    _found, told = walk(SHARED, placements, {1: ANSWERS[1]}, Standpoint(district=3))
    _found, untold = walk(SHARED, placements, {1: ANSWERS[1]})

    assert [(named([each]), each.placement) for each in (*told, *untold)] == [(["H1003"], None), (["*"], None)]


def test_a_rough_point_is_no_distance_from_itself():
    point = Point(114, 22, StandsFor.DISTRICT)

    assert nearness.between(point, point) is None
    assert nearness.between(point, None) is None
    assert nearness.between(Point(114, 22), Point(114, 22)) == Distance(0.0, StandsFor.ITSELF)


def test_a_distance_says_the_rougher_of_its_ends():
    found = nearness.between(Point(114, 22), Point(114, 23, StandsFor.DISTRICT, "1区"))

    assert (round(found.kilometres), found.measured, found.districts) == (111, StandsFor.DISTRICT, ("1区",))


def verdict(item, placements, here, chosen=None):
    found, destinations = walk(item, numbered(placements), chosen or {})
    return routing.verdict(here, found.ground, destinations, DAY)


M, _B, CLOSED = CITY_HALLS
STREET_HALL = LOCAL_HALLS[-1]


@pytest.mark.parametrize(
    ("item", "placements", "here", "chosen", "expected"),
    [
        (ITEMS[0], [at_hall(M)], M, {}, Verdict.HERE),
        (ITEMS[0], [at_hall(M)], STREET_HALL, {}, Verdict.NOT_HERE),
        (ITEMS[0], [at_any(routing.ANY_LOCAL)], STREET_HALL, {}, Verdict.HERE),
        (ITEMS[0], [at_any(routing.ANY_LOCAL)], M, {}, Verdict.NOT_HERE),
        (ITEMS[0], [at_any(routing.OFFICE)], M, {}, Verdict.NOT_HERE),
        (ITEMS[0], [at_hall(CLOSED)], CLOSED, {}, Verdict.CLOSED),
        (SHARED, [at_hall(M)], M, {}, Verdict.DEPENDS),
        (SHARED, [at_hall(M)], M, {1: None}, Verdict.DEPENDS),
        (SHARED, [at_hall(M)], M, {1: ANSWERS[0]}, Verdict.HERE),
        (SHARED, [at_hall(M)], M, {1: ANSWERS[1]}, Verdict.NOT_HERE),
        (SHARED, [at_hall(M)], STREET_HALL, {1: ANSWERS[1]}, Verdict.ASK_FIRST),
    ],
)
def test_who_stands_in_a_hall_is_told_whether_it_is_the_right_one(item, placements, here, chosen, expected):
    assert verdict(item, placements, here, chosen) == expected


def test_a_hall_serves_from_its_first_day_until_its_last():
    hall = Hall(opened_on=DAY, closed_on=DAY + timedelta(days=2))

    days = [DAY + timedelta(days=number) for number in range(-1, 4)]
    assert [routing.serves(hall, day) for day in days] == [False, True, True, False, False]


def test_the_first_open_place_is_no_closed_hall():
    _found, destinations = walk(ITEMS[0], numbered([at_hall(CLOSED), at_hall(M)]), {})

    assert routing.first_open(destinations).hall == M

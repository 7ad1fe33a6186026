"""The fewest visits, compared with trying every choice of places."""

from datetime import date
from itertools import combinations
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import visits
from catalog.models import CounterGroup, Department, Hall, Placement, ServiceItem
from catalog.visits import ANY_LOCAL, Errand, Rank

DAY = date(2026, 11, 24)
CITY = Hall(pk=1, kind="municipal", short_name="市大厅")
BRANCH = Hall(pk=2, kind="specialised", short_name="分厅")
DISTRICT = Hall(pk=3, kind="district", short_name="区大厅")
STREET = Hall(pk=4, kind="street", short_name="街道大厅")
POLICE, HEALTH = Department(pk=7, short_name="公安"), Department(pk=8, short_name="卫生")
LOCAL, OFFICE = "district_or_street", "department"


def at(place: Hall | str, **fields) -> Placement:
    """A placement in that hall, or of that class."""
    return Placement(hall=place, **fields) if isinstance(place, Hall) else Placement(hall_class=place, **fields)


def errand(*places: Hall | str, department: Department = POLICE, **fields) -> Errand:
    """An item that can be done in any of these places."""
    return Errand(ServiceItem(department=department, **fields), tuple(map(at, places)))


def sites(plan: visits.Plan) -> list:
    """Where the visits of a plan lead: halls, departments, or None for any district or street hall."""
    return [visit.site.hall or visit.site.department for visit in plan.visits]


def brute_force(covers: list[int]) -> tuple[int, ...]:
    """The first of the smallest choices that cover all, by trying all."""
    everything = set().union(*(bits(cover) for cover in covers))
    for size in range(len(covers) + 1):
        for chosen in combinations(range(len(covers)), size):
            if set().union(*(bits(covers[number]) for number in chosen)) == everything:
                return chosen
    raise AssertionError


def bits(number: int) -> set[int]:
    return {place for place in range(number.bit_length()) if number >> place & 1}


@given(st.lists(st.integers(1, 2**12 - 1), max_size=8))
def test_no_choice_of_places_has_fewer_visits_and_equal_ones_are_taken_in_order(covers):
    assert visits.fewest(covers) == brute_force(covers)


PLACES = [CITY, BRANCH, DISTRICT, STREET, LOCAL, OFFICE]
ERRANDS = st.lists(
    st.builds(
        lambda places, department: errand(*places, department=department),
        st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique_by=str),
        st.sampled_from([POLICE, HEALTH]),
    ),
    max_size=6,
)


def does(place: Hall | Department | None, each: Errand) -> bool:
    """Whether somebody who goes to that place can have it done there."""
    for placement in each.placements:
        if placement.hall and placement.hall == place:
            return True
        if placement.hall_class == LOCAL and (place is None or getattr(place, "kind", "") in ("district", "street")):
            return True
        if placement.hall_class == OFFICE and place == each.item.department:
            return True
    return False


@settings(max_examples=300)
@given(ERRANDS)
def test_a_plan_does_every_errand_once_with_the_fewest_visits_there_are(errands):
    plan = visits.plan(errands)

    done = [stand.errand for visit in plan.visits for stand in visit.stands]
    assert sorted(map(id, done)) == sorted(map(id, errands))
    for visit in plan.visits:
        assert visit.stands
        assert all(does(visit.site.hall or visit.site.department, stand.errand) for stand in visit.stands)
    everywhere = [CITY, None, DISTRICT, STREET, BRANCH, POLICE, HEALTH]
    fewest = next(
        size
        for size in range(len(everywhere) + 1)
        for chosen in combinations(everywhere, size)
        if all(any(does(place, each) for place in chosen) for each in errands)
    )
    assert len(plan.visits) == fewest


@given(ERRANDS, st.randoms())
def test_the_places_do_not_depend_on_the_order_in_which_items_were_chosen(errands, random):
    shuffled = random.sample(errands, len(errands))

    assert sites(visits.plan(shuffled)) == sites(visits.plan(errands))


def test_one_visit_does_all_that_is_placed_in_a_hall_at_whichever_counter():
    general, special = CounterGroup(pk=1, name="综合窗口"), CounterGroup(pk=2, name="企业登记专窗")
    items = [ServiceItem(pk=number, department=POLICE) for number in (1, 2, 3)]
    placed = [at(CITY, counter_group=general), at(CITY, counter_group=special), at(CITY, counter_group=general)]

    [visit] = visits.plan([Errand(item, (placement,)) for item, placement in zip(items, placed, strict=True)]).visits

    assert [(group, [each.item.pk for each in errands]) for group, errands in visit.counters] == [
        (general, [1, 3]),
        (special, [2]),
    ]


def test_any_district_or_street_hall_does_what_is_placed_in_any_of_them():
    assert sites(visits.plan([errand(LOCAL), errand(LOCAL)])) == [None]


def test_a_certain_district_hall_does_what_any_of_them_does():
    assert sites(visits.plan([errand(LOCAL), errand(DISTRICT)])) == [DISTRICT]


def test_what_is_kept_at_departments_takes_a_visit_to_each():
    plan = visits.plan([errand(OFFICE), errand(OFFICE), errand(OFFICE, department=HEALTH)])

    assert sites(plan) == [POLICE, HEALTH]


def test_of_equally_few_visits_the_municipal_hall_is_taken_and_the_other_named():
    [visit] = visits.plan([errand(CITY, LOCAL), errand(LOCAL, CITY)]).visits

    assert (visit.site.rank, visit.others) == (Rank.MUNICIPAL, (ANY_LOCAL,))


def test_fewer_visits_go_before_the_municipal_hall():
    plan = visits.plan([errand(CITY, BRANCH), errand(BRANCH)])

    assert sites(plan) == [BRANCH]


@pytest.mark.parametrize("fields", [{"visits": 0}, {"online_depth": 4}])
def test_what_needs_no_visit_is_not_visited_for(fields):
    online = errand(CITY, **fields)

    plan = visits.plan([online])

    assert (plan.visits, plan.at_home, plan.unplaced) == ((), (online,), ())


def test_an_item_without_a_place_is_named_so():
    lost = errand()

    assert visits.plan([lost]) == visits.Plan((), (), (lost,))


def test_a_hall_that_is_out_of_service_does_nothing():
    closed = Hall(pk=9, kind="municipal", closed_on=DAY)

    found = visits.errand(ServiceItem(department=POLICE), [at(closed), at(LOCAL)], DAY)

    assert sites(visits.plan([found])) == [None]


def test_an_item_by_circumstance_may_be_done_at_either_level_and_says_that_it_depends():
    by_case = errand(CITY, LOCAL, sharing="by_circumstance")

    assert sites(visits.plan([by_case, errand(LOCAL)])) == [None]
    assert (by_case.depends, errand(CITY).depends) == (True, False)


def test_nothing_chosen_takes_no_visit():
    assert visits.plan([]) == visits.Plan((), (), ())


def test_twelve_items_in_many_halls_are_planned_at_once():
    halls = [Hall(pk=number, kind="street") for number in range(10, 94)]
    errands = [errand(*halls[number * 3 : number * 3 + 40]) for number in range(12)]

    started = perf_counter()
    plan = visits.plan(errands)

    assert len(plan.visits) == 1
    assert perf_counter() - started < 1

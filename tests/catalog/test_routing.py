"""Levels and places that handle an item, for somebody who gave these answers."""

from decimal import Decimal

import pytest

from catalog import routing
from catalog.models import CircumstanceAnswer, Placement
from catalog.routing import Ground, Level
from tests.factories import make_hall, make_item, placement_content

pytestmark = pytest.mark.django_db

QUESTION = {
    "question": "项目总投资是多少？",
    "kind": "amount",
    "unit": "万元",
    "explanation": "",
    "is_example": False,
    "source": "test",
    "answers": [
        {"label": "1000万元以上", "level": "municipal", "yes": None, "amount_from": "1000.00", "amount_to": None},
        {"label": "1000万元以下", "level": "district", "yes": None, "amount_from": None, "amount_to": "1000.00"},
    ],
}
IN_A_HALL = {"kind": "municipal_hall", "hall_class": ""}
ANY_LOCAL = {"kind": "district_or_street", "hall_class": "district_or_street"}


def make_shared(sharing: str, *, circumstances=(), placements=None, code="T-R"):
    hall = make_hall()
    placements = placements or [placement_content(f"{code}-P1", hall=hall.code, **IN_A_HALL)]
    item = make_item(code=code, tier="B", sharing=sharing, circumstances=list(circumstances), placements=placements)
    answers = [answer for circumstance in item.circumstances.all() for answer in circumstance.answers.all()]
    return item, list(item.placements.all()), answers


def levels(route) -> dict[Level, int]:
    return {stop.level: len(stop.placements) for stop in route.stops}


def test_an_item_of_one_level_leads_to_its_listed_places():
    item = make_item()

    route = routing.route(item, list(item.placements.all()), [], {})

    assert (route.ground, len(route.listed), route.stops) == (Ground.LISTED, 1, ())


def test_an_item_handled_alike_leads_to_both_levels_and_says_where_no_place_is_held():
    route = routing.route(*make_shared("identical"), {})

    assert route.ground == Ground.ALIKE
    assert levels(route) == {Level.MUNICIPAL: 1, Level.DISTRICT: 0}


def test_a_place_in_any_local_hall_belongs_to_the_district_level():
    item, placements, answers = make_shared("identical", placements=[placement_content("T-R-P1", **ANY_LOCAL)])

    assert levels(routing.route(item, placements, answers, {})) == {Level.MUNICIPAL: 0, Level.DISTRICT: 1}


def test_an_unpublished_threshold_leads_to_both_levels():
    route = routing.route(*make_shared("by_circumstance"), {})

    assert (route.ground, len(route.stops)) == (Ground.UNPUBLISHED, 2)


def test_an_unanswered_question_leads_to_both_levels_with_the_answers_that_lead_there():
    route = routing.route(*make_shared("by_circumstance", circumstances=[QUESTION]), {})

    assert route.ground == Ground.UNASKED
    assert [[answer.label for answer in stop.answers] for stop in route.stops] == [["1000万元以上"], ["1000万元以下"]]


@pytest.mark.parametrize(("number", "level", "held"), [(0, Level.MUNICIPAL, 1), (1, Level.DISTRICT, 0)])
def test_an_answer_leads_to_its_level_only(number, level, held):
    item, placements, answers = make_shared("by_circumstance", circumstances=[QUESTION])

    route = routing.route(item, placements, answers, {1: answers[number]})

    assert (route.ground, levels(route)) == (Ground.DECIDED, {level: held})


def test_not_sure_leads_to_both_levels():
    item, placements, answers = make_shared("by_circumstance", circumstances=[QUESTION])

    route = routing.route(item, placements, answers, {1: None})

    assert (route.ground, len(route.stops)) == (Ground.UNDECIDED, 2)


def test_answers_that_point_to_different_levels_settle_nothing():
    second = QUESTION | {"question": "另一个问题"}
    item, placements, answers = make_shared("by_circumstance", circumstances=[QUESTION, second])

    route = routing.route(item, placements, answers, {1: answers[0], 2: answers[3]})

    assert (route.ground, len(route.stops)) == (Ground.UNDECIDED, 2)


def test_a_placement_for_another_answer_is_left_out_once_the_level_is_settled():
    first, second = make_hall(), make_hall()
    both = QUESTION | {"answers": [answer | {"level": "municipal"} for answer in QUESTION["answers"]]}
    places = [
        placement_content("T-R-P1", hall=first.code, answer=[1, 1], **IN_A_HALL),
        placement_content("T-R-P2", hall=second.code, answer=[1, 2], **IN_A_HALL),
    ]
    item, placements, answers = make_shared("by_circumstance", circumstances=[both], placements=places)

    route = routing.route(item, placements, answers, {1: answers[1]})

    assert [placement.code for placement in route.stops[0].placements] == ["T-R-P2"]


def test_routing_adds_no_placement():
    item, placements, answers = make_shared("by_circumstance", circumstances=[QUESTION])
    before = Placement.objects.count()

    routing.route(item, placements, answers, {1: answers[1]})

    assert Placement.objects.count() == before


@pytest.mark.parametrize(
    ("amount", "label"),
    [("0", "1000万元以下"), ("999.99", "1000万元以下"), ("1000", "1000万元以上"), ("1000.01", "1000万元以上")],
)
def test_an_amount_on_the_border_belongs_to_the_range_that_begins_there(amount, label):
    _item, _placements, answers = make_shared("by_circumstance", circumstances=[QUESTION])

    assert routing.answer_for(Decimal(amount), answers).label == label


def test_an_amount_in_no_range_or_in_two_that_lead_apart_settles_nothing():
    apart = [
        CircumstanceAnswer(level=Level.MUNICIPAL, amount_from=Decimal(100), amount_to=Decimal(300)),
        CircumstanceAnswer(level=Level.DISTRICT, amount_from=Decimal(200), amount_to=Decimal(400)),
    ]

    found = [routing.answer_for(Decimal(amount), apart) for amount in (50, 150, 250, 350, 400)]

    assert found == [None, apart[0], None, apart[1], None]

"""The page that puts the published figures beside what is held."""

import html
import re

import pytest

from catalog.reconcile import Outcome

pytestmark = pytest.mark.django_db

ADDRESS = "/about/figures/"


def text(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_the_surplus_is_explained_and_its_items_are_listed(client):
    answer = client.get(ADDRESS)

    assert "公布数之和为 1688，较事项总数多 70；系统内多处进驻事项 70 项，合计多计 70 项" in text(answer)
    assert len(answer.context["report"].check("R6").details) == 70


def test_every_check_shows_its_verdict_in_words(client):
    answer = client.get(ADDRESS)
    verdicts = re.findall(r'<span class="verdict">(.*?)</span>', answer.content.decode())

    assert verdicts == [str(check.outcome.label) for check in answer.context["report"].checks]
    assert set(verdicts) <= {str(outcome.label) for outcome in Outcome}


def test_published_figures_carry_their_day_and_source(client):
    assert "社区党群服务中心 645 2017-11-06 2017年11月8日新闻报道" in text(client.get(ADDRESS))


@pytest.mark.parametrize("day", ["2017-11-06", "2017/11/6", "20171106", "2017年11月6日", "２０１７-１１-０６"])
def test_a_day_may_be_written_in_several_ways(client, day):
    assert client.get(ADDRESS, {"as_of": day}).context["report"].day.isoformat() == "2017-11-06"


@pytest.mark.parametrize("day", ["昨天", "2017-02-30", "\0", "x" * 10_000, "<script>", "2017-11"])
def test_what_is_no_day_is_said_in_a_sentence(client, day):
    answer = client.get(ADDRESS, {"as_of": day})

    assert answer.status_code == 200
    assert "日期请写成“年-月-日”，例如 2017-11-06。" in text(answer)
    assert answer.context["report"] is None


def test_a_day_before_the_list_says_so(client):
    answer = client.get(ADDRESS, {"as_of": "2000-01-01"})

    assert not answer.context["report"].exists
    assert answer.context["report"].sentence in text(answer)

"""The error pages: what happened, what to do, and whom to call. Those for a broken site need nothing that can break."""

import pytest
from django.test import RequestFactory
from django.views import defaults


@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [
        (lambda request: defaults.server_error(request), 500, "系统出了问题"),
        (lambda request: defaults.bad_request(request, ValueError()), 400, "无法识别这个网址"),
    ],
)
def test_a_page_for_a_broken_site_needs_no_database(view, status, heading):
    answer = view(RequestFactory().get("/"))

    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.content.decode()
    assert "tel:12345" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere/", "/items/no-such-item/", "/halls/%00/", "/%F0%9F%9A%AA"])
def test_an_address_without_a_page_leads_on(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    page = answer.content.decode()
    assert "<title>没有找到这个页面 – 一门</title>" in page
    assert 'type="search"' in page


@pytest.mark.django_db
def test_what_is_forbidden_says_so_in_the_frame_of_the_site(rf):
    answer = defaults.permission_denied(rf.get("/"), PermissionError())

    assert answer.status_code == 403
    assert "<h1>您不能打开这个页面</h1>" in answer.content.decode()

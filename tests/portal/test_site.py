"""The portal as it is served: a process of its own over real data."""

import pytest
from django.contrib.auth import get_user_model


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_a_database_of_its_own(own_site, own_page):
    get_user_model().objects.create_superuser("operator", password="a long password")

    own_page.goto("/admin/")
    own_page.fill("[name=username]", "operator")
    own_page.fill("[name=password]", "a long password")
    own_page.press("[name=password]", "Enter")
    own_page.wait_for_url("**/admin/")

    assert own_page.locator("#user-tools").is_visible()


def test_the_home_page_opens_without_script_errors_and_without_asking_other_hosts(page):
    answer = page.goto("/")

    assert answer.status == 200
    assert page.locator("h1").count() == 1


@pytest.mark.django_db
def test_what_a_committing_test_wrote_is_gone():
    assert not get_user_model().objects.filter(username="operator").exists()

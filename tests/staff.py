"""Staff in their roles, signed in, and the pages of the admin filled in as a browser would. A plugin of conftest."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from portal.accounts import roles
from tests.factories import make_user

Fields = dict[str, Any]


def make_staff(*names: str):
    """A member of staff with these roles."""
    roles.sync()
    user = make_user()
    user.groups.set(Group.objects.filter(name__in=names))
    return user


def signed_in(*names: str) -> Client:
    """The browser of such a member of staff; the account is its `user`."""
    client = Client()
    client.user = make_staff(*names)
    client.force_login(client.user)
    return client


@pytest.fixture
def editor(db) -> Client:
    """The browser of an item editor."""
    return signed_in("item_editor")


def change_page(row: Model) -> str:
    """The page of one row in the admin."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


class FormReader(HTMLParser):
    """What a browser would send for one form of a page, nothing touched."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.fields = form_id, {}
        self.is_inside, self.textarea, self.text = False, "", ""
        self.select, self.options, self.is_multiple = "", [], False

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = dict(attributes)
        if tag == "form":
            self.is_inside = given.get("id") == self.form_id
        if not self.is_inside:
            return
        if tag == "input":
            self._input(given)
        elif tag == "select":
            self.select, self.options, self.is_multiple = given["name"], [], "multiple" in given
        elif tag == "option":
            self.options.append((given["value"], "selected" in given))
        elif tag == "textarea":
            self.textarea, self.text = given["name"], ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            self._add(self.textarea, self.text.lstrip("\r\n").replace("\r\n", "\n").replace("\n", "\r\n"))
            self.textarea = ""
        elif tag == "select" and self.is_inside:
            self._select()
        elif tag == "form":
            self.is_inside = False

    def _input(self, given: dict) -> None:
        kind, name = given.get("type", "text"), given.get("name")
        is_box = kind in ("checkbox", "radio")
        if name and kind != "submit" and (not is_box or "checked" in given):
            self._add(name, given.get("value", "on" if is_box else ""))

    def _select(self) -> None:
        """What is selected; without a choice a browser sends the first option of a single select, if it has any."""
        chosen = [value for value, is_selected in self.options if is_selected]
        first = [] if self.is_multiple else [value for value, _is_selected in self.options[:1]]
        for value in chosen or first:
            self._add(self.select, value)

    def _add(self, name: str, value: str) -> None:
        if "__prefix__" not in name:
            self.fields.setdefault(name, []).append(value)


def filled_form(client: Client, address: str, form_id: str = "serviceitem_form") -> Fields:
    """The fields of a form as the page shows them."""
    reader = FormReader(form_id)
    reader.feed(client.get(address).content.decode())
    return reader.fields

"""Who may open what: every address of the site, for every role.

A new address fails `test_every_address_is_in_the_table` until somebody has decided who may open it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from catalog import contents, revisions
from catalog.models import CalendarDay, Draft, PublishedTotal, Revision, ServiceItem
from portal.accounts import roles
from portal.accounts.models import User
from tests.factories import make_content, make_department, make_hall, make_item, make_user
from tests.staff import make_staff

pytestmark = pytest.mark.django_db

print(dataclass, date, Any, Group, Client, URLPattern, URLResolver, get_resolver, NoReverseMatch, reverse)

"""Migrations say what the models say, and are named for what they do."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ["accounts", "catalog", "appointments", "delivery"]


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_migration_is_named_for_its_intent():
    names = [name for app, name in MigrationLoader(connection).disk_migrations if app in OURS]

    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z_]+", name) or "_auto" in name] == []


@pytest.mark.django_db
def test_the_user_is_our_own_from_the_first_migration():
    assert get_user_model() is apps.get_model("accounts", "User")
    assert ("accounts", "0001_user") in MigrationLoader(connection).disk_migrations

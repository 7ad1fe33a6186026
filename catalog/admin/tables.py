"""Departments, themes, districts, streets and communities: what items and addresses point at."""

from django.contrib import admin

from catalog.models import Community, Department, District, Street, Theme

from .direct import Direct


@admin.register(Department)
class DepartmentAdmin(Direct):
    list_display = ["code", "short_name", "full_name", "successor_names"]
    list_display_links = ["code", "short_name"]
    search_fields = ["code", "short_name", "full_name", "successor_names"]


@admin.register(Theme)
class ThemeAdmin(Direct):
    fixed = ("slug",)
    list_display = ["name", "slug", "for_person", "for_company", "position"]
    list_filter = ["for_person", "for_company"]
    search_fields = ["name", "slug"]


@admin.register(District)
class DistrictAdmin(Direct):
    list_display = ["code", "name", "name_now", "kind", "streets_published", "committees_published"]
    list_display_links = ["code", "name"]
    search_fields = ["code", "name", "name_now"]


@admin.register(Street)
class StreetAdmin(Direct):
    list_display = ["code", "name", "district", "code_2023"]
    list_display_links = ["code", "name"]
    list_filter = ["district"]
    list_select_related = ["district"]
    search_fields = ["code", "name"]


@admin.register(Community)
class CommunityAdmin(Direct):
    list_display = ["code", "name", "committee_name", "street"]
    list_display_links = ["code", "name"]
    list_filter = ["street__district"]
    list_select_related = ["street"]
    search_fields = ["code", "name", "street__name"]

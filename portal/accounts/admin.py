"""The staff side as a whole: its name, the accounts and roles of staff, and the log of what they did."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.reading import Unchanging

from . import roles
from .models import User

admin.site.site_header = _("Yimen, staff side")
admin.site.site_title = _("Yimen, staff side")
admin.site.index_title = _("What would you like to do?")
admin.site.disable_action("delete_selected")  # Rows are deleted one at a time, with what hangs on them in view.
admin.site.unregister(Group)


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Accounts. They are switched off, never deleted: the history names them."""

    list_display = ["username", "last_name", "first_name", "is_active", "is_staff", "is_superuser", "last_login"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["last_name", "first_name", "email"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        (_("When"), {"fields": ["last_login", "date_joined"]}),
    ]
    filter_horizontal = []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody raises their own rights, and only break-glass accounts make another one."""
        fixed = ["last_login", "date_joined"]
        if request.user.is_superuser:
            return fixed
        own = ["is_active", "is_staff", "groups"] if obj == request.user else []
        return [*fixed, "is_superuser", *own]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A break-glass account, its password too, is out of reach of everybody else."""
        out_of_reach = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not out_of_reach

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        field = forms.ModelMultipleChoiceField(
            Group.objects.order_by("name"), label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
        )
        field.label_from_instance = roles.label
        return field


@admin.register(Group)
class RoleAdmin(Unchanging, GroupAdmin):
    """Roles, whose rights are decided in `portal.accounts.roles`."""

    list_display = ["name", "meaning"]

    @admin.display(description=_("meaning"))
    def meaning(self, group: Group) -> str:
        """What people read for the role."""
        return roles.label(group)


@admin.register(LogEntry)
class LogAdmin(Unchanging, admin.ModelAdmin):
    """Who did what in the admin, and when."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "said"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__username"]
    date_hierarchy = "action_time"
    list_per_page = 50

    @admin.display(description=_("message"))
    def said(self, entry: LogEntry) -> str:
        """What was changed, in words."""
        return entry.get_change_message()

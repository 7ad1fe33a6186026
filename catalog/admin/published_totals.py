"""Figures as they were published."""

from django.contrib import admin

from catalog.models import PublishedTotal


@admin.register(PublishedTotal)
class PublishedTotalAdmin(admin.ModelAdmin):
    list_display = ["label", "qualifier", "figure", "as_of", "published_on", "source"]
    list_filter = ["as_of"]
    search_fields = ["label", "key", "source"]

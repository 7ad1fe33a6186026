"""The pages of booking."""

from django.urls import path

app_name = "appointments"

urlpatterns: list = []

"""Addresses of the first steps."""

from django.urls import path

from csbackoffice.welcome import views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("company/", views.name_company, name="welcome_company"),
    path("rulebook/", views.choose_rulebook, name="welcome_rulebook"),
    path("shifts/", views.set_shifts, name="welcome_shifts"),
    path("samples/<slug:name>/", views.sample, name="welcome_sample"),
]

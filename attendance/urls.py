"""Addresses of shifts, punches, leave and overtime."""

from django.urls import path

from attendance import views

app_name = "attendance"
urlpatterns = [
    path("shifts/", views.shifts, name="shifts"),
    path("punches/", views.punches, name="punches"),
    path("leaves/", views.leaves, name="leaves"),
    path("overtime/", views.overtime, name="overtime"),
]

"""Addresses of the shift desk, one list a subject."""

from django.urls import path

from attendance.views import records

app_name = "attendance"

records_of_people = [
    path("shifts/", records.shifts, name="shifts"),
    path("punches/", records.punches, name="punches"),
    path("leaves/", records.leaves, name="leaves"),
    path("overtime/", records.overtime, name="overtime"),
]

urlpatterns = [
    *records_of_people,
]

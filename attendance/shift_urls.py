"""Addresses of the roster and of what people are paid by: shifts, readings, leave, overtime, swaps."""

from django.urls import path

from attendance.views import my_shifts, roster

rosters = [
    path("roster/", roster.show, name="roster"),
    path("roster/draw/", roster.draw, name="roster_draw"),
    path("roster/arrange/<str:how>/", roster.arrange, name="roster_arrange"),
    path("roster/publish/", roster.publish, name="roster_publish"),
    path("roster/coverage/", roster.coverage, name="coverage"),
    path("roster/coverage/<int:pk>/drop/", roster.drop_need, name="drop_need"),
    path("my-shifts/", my_shifts.show, name="my_shifts"),
    path("my-shifts/seen/", my_shifts.seen, name="changes_seen"),
    path("my-shifts/calendar/", my_shifts.calendar_link, name="calendar_link"),
    path("calendar/<str:token>.ics", my_shifts.calendar, name="calendar"),
]

patterns = [*rosters]

"""Addresses of the roster and of what people are paid by: shifts, readings, leave, overtime, swaps."""

from django.urls import path

from attendance.views import live, my_shifts, readings, requests, roster

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

shown = [
    path("readings/", readings.sheet, name="readings"),
    path("readings/export/", readings.export, name="export_readings"),
    path("readings/<int:pk>/", readings.reading, name="reading"),
    path("live/", live.show, name="live"),
]

asked = [
    path("requests/", requests.waiting, name="requests"),
    path("my-leave/", requests.my_leave, name="my_leave"),
    path("leave/ask/", requests.ask_leave, name="ask_leave"),
    path("leave/give/", requests.grant_leave, name="grant_leave"),
    path("leave/<int:pk>/", requests.show_leave, name="leave"),
    path("leave/<int:pk>/decide/", requests.decide_leave, name="decide_leave"),
    path("leave/<int:pk>/withdraw/", requests.withdraw_leave, name="withdraw_leave"),
    path("leave/<int:pk>/attach/", requests.attach, name="attach_proof"),
    path("leave/<int:pk>/proof/", requests.proof, name="proof"),
    path("overtime/ask/", requests.ask_overtime, name="ask_overtime"),
    path("overtime/<int:pk>/decide/", requests.decide_overtime, name="decide_overtime"),
    path("overtime/<int:pk>/withdraw/", requests.withdraw_overtime, name="withdraw_overtime"),
    path("clock/", requests.clock, name="clock"),
    path("punches/ask/", requests.ask_correction, name="ask_correction"),
    path("punches/<int:pk>/decide/", requests.decide_correction, name="decide_correction"),
    path("punches/<int:pk>/withdraw/", requests.withdraw_correction, name="withdraw_correction"),
    path("swaps/ask/", requests.ask_swap, name="ask_swap"),
    path("swaps/<int:pk>/accept/", requests.accept_swap, name="accept_swap"),
    path("swaps/<int:pk>/decide/", requests.decide_swap, name="decide_swap"),
    path("swaps/<int:pk>/withdraw/", requests.withdraw_swap, name="withdraw_swap"),
]

patterns = [*rosters, *shown, *asked]

"""Addresses of the shift desk, one list a subject."""

from django.urls import path

from attendance.views import plans, records

app_name = "attendance"

records_of_people = [
    path("shifts/", records.shifts, name="shifts"),
    path("punches/", records.punches, name="punches"),
    path("leaves/", records.leaves, name="leaves"),
    path("overtime/", records.overtime, name="overtime"),
]

work_plans = [
    path("work-plans/", plans.work_plans, name="work_plans"),
    path("work-plans/<str:employee_no>/notes/", plans.add_note, name="add_note"),
    path("work-plans/notes/<int:pk>/", plans.note, name="note"),
    path("work-plans/notes/<int:pk>/drop/", plans.drop_note, name="drop_note"),
    path("work-plans/<int:pk>/confirm/", plans.confirm_plan, name="confirm_plan"),
    path("work-plans/<int:pk>/close/", plans.close_day, name="close_day"),
    path("proposals/", plans.proposed, name="proposals"),
    path("proposals/<int:pk>/drop/", plans.drop_proposal, name="drop_proposal"),
]

urlpatterns = [
    *records_of_people,
    *work_plans,
]

"""Addresses of the shift desk, one list a subject."""

from django.urls import path

from attendance import shift_urls
from attendance.views import checklists, duty, handovers, plans, records

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

handing_over = [
    path("handovers/", handovers.handover_list, name="handovers"),
    path("handovers/open/", handovers.open_handover, name="open_handover"),
    path("handovers/book/", handovers.book, name="handover_book"),
    path("handovers/now/", handovers.now, name="handovers_now"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/write/", handovers.write_handover, name="write_handover"),
    path("handovers/<int:pk>/acknowledge/", handovers.acknowledge, name="acknowledge"),
    path("handovers/items/<int:pk>/acknowledge/", handovers.acknowledge_item, name="acknowledge_item"),
    path("handovers/items/<int:pk>/ask/", handovers.ask, name="ask"),
    path("handovers/items/<int:pk>/answer/", handovers.answer, name="answer"),
    path("handovers/items/<int:pk>/close/", handovers.close_item, name="close_item"),
]

lists_and_duties = [
    path("checklists/", checklists.day, name="checklists"),
    path("checklists/points/<int:pk>/tick/", checklists.tick, name="tick"),
    path("checklists/templates/", checklists.templates, name="checklist_templates"),
    path("checklists/templates/new/", checklists.write, name="new_checklist"),
    path("checklists/templates/<int:pk>/", checklists.write, name="write_checklist"),
    path("duty/", duty.week, name="duty"),
    path("duty/give-out/", duty.give_out, name="give_out_duty"),
    path("duty/areas/<int:pk>/give/", duty.give, name="give_duty"),
    path("duty/areas/", duty.areas, name="duty_areas"),
    path("duty/areas/new/", duty.write_area, name="new_area"),
    path("duty/areas/<int:pk>/", duty.write_area, name="write_area"),
    path("duty/<int:pk>/inspect/", duty.inspect, name="inspect_duty"),
]

urlpatterns = [
    *shift_urls.patterns,
    *records_of_people,
    *work_plans,
    *handing_over,
    *lists_and_duties,
]

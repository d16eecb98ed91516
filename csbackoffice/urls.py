"""One include per app, and the pages that belong to no app."""

from django.contrib.auth import views as auth_views
from django.urls import include, path

from csbackoffice import flags, home, paid_in, passwords
from csbackoffice.changes import views as changes
from csbackoffice.dashboards import views as dashboards
from csbackoffice.desk import views as desk
from csbackoffice.finding import views as finding
from csbackoffice.help import views as help_pages
from csbackoffice.summaries import views as summaries

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("desk/clock/", desk.clock, name="desk_clock"),
    path("desk/cards/<slug:name>/", desk.part, name="desk_part"),
    path("waiting/", desk.waiting, name="waiting"),
    path("waiting/<slug:kind>/<path:key>/", desk.decide_waiting, name="decide_waiting"),
    path("login/", home.LoginView.as_view(), name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("password/", passwords.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth_views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("stay/", home.stay, name="stay"),
    path("language/", home.set_language, name="set_language"),
    path("healthz", home.healthz, name="healthz"),
    path("find/", finding.search, name="find"),
    path("people/", include("staff.urls")),
    path("attendance/", include("attendance.urls")),
    path("tickets/", include("tickets.urls")),
    path("performance/", include("performance.urls")),
    path("payroll/", include("payroll.urls")),
    path("dashboards/", dashboards.dashboards, name="dashboards"),
    path("dashboards/<slug:key>/", dashboards.dashboard, name="dashboard"),
    path("dashboards/<slug:key>/rows/<str:at>/", dashboards.dashboard_rows, name="dashboard_rows"),
    path("dashboards/<slug:key>/workbook/", dashboards.dashboard_workbook, name="dashboard_workbook"),
    path("summaries/", summaries.summaries, name="summaries"),
    path("summaries/<int:pk>/", summaries.summary, name="summary"),
    path("summaries/<int:pk>/send/", summaries.send_summary, name="send_summary"),
    path("flags/", flags.show, name="flags"),
    path("flags/<str:employee_no>/<str:kind>/<str:about>/", flags.decide, name="flag"),
    path("changes/", changes.changes, name="audit"),
    path("changes/workbook/", changes.workbook, name="audit_workbook"),
    path("paid/<slug:kind>/<int:pk>/", paid_in.paid_in, name="paid_in"),
    path("help/", help_pages.show_all, name="help"),
    path("help/pay/", help_pages.show_rules, name="help_rules"),
    path("help/pay/<slug:code>/", help_pages.show_rule, name="help_rule"),
    path("help/<slug:slug>/", help_pages.show_page, name="help_page"),
    path("welcome/", include("csbackoffice.welcome.urls")),
    path("imports/", include("csbackoffice.import_urls")),
]

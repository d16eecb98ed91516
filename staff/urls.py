"""Addresses of people, groups, service accounts and rule books."""

from django.urls import path

from staff import notice_views, views
from staff import notification_views as notifications

app_name = "staff"
PERSON = "person/<path:employee_no>"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.add_person, name="add_person"),
    path("suggest/", views.suggest, name="suggest"),
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.add_group, name="add_group"),
    path("groups/<int:pk>/", views.group, name="group"),
    path("groups/<int:pk>/terms/", views.add_group_terms, name="add_group_terms"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/bind/", views.bind_account, name="bind_account"),
    path("accounts/bindings/<int:pk>/end/", views.unbind_account, name="unbind_account"),
    path("rulebooks/", views.rulebooks, name="rulebooks"),
    path("rulebooks/<int:pk>/", views.rulebook, name="rulebook"),
    path("notices/", notice_views.notices, name="notices"),
    path("notices/new/", notice_views.new_notice, name="new_notice"),
    path("notices/<int:pk>/", notice_views.notice, name="notice"),
    path("notices/<int:pk>/read/", notice_views.read_notice, name="read_notice"),
    path("notices/<int:pk>/take-down/", notice_views.take_down_notice, name="take_down_notice"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_notifications, name="read_notifications"),
    path("notifications/count/", notifications.unread_count, name="unread_count"),
    path("notifications/settings/", notifications.notification_settings, name="notification_settings"),
    path("notifications/<int:pk>/", notifications.open_notification, name="open_notification"),
    path("notifications/<int:pk>/read/", notifications.read_notification, name="read_notification"),
    path(f"{PERSON}/edit/", views.edit_person, name="edit_person"),
    path(f"{PERSON}/terms/", views.add_terms, name="add_terms"),
    path(f"{PERSON}/numbers/", views.edit_numbers, name="edit_numbers"),
    path(f"{PERSON}/reveal/", views.reveal, name="reveal"),
    path(f"{PERSON}/password/", views.set_password, name="set_password"),
    path(f"{PERSON}/", views.person, name="person"),
]

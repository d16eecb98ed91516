"""Addresses of the imports."""

from django.urls import path

from csbackoffice import import_views as views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("metrics/", views.metric_imports, name="metric_imports"),
    path("<int:pk>/", views.one_import, name="import"),
    path("<int:pk>/progress/", views.progress, name="import_progress"),
    path("<int:pk>/take/", views.take, name="import_take"),
    path("<int:pk>/copy/", views.marked_copy, name="import_copy"),
]

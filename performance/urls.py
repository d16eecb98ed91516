"""Addresses of orders, refunds, scores, conduct and suggestions."""

from django.urls import path

from performance import views

app_name = "performance"
urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("refunds/", views.refunds, name="refunds"),
    path("scores/", views.scores, name="scores"),
    path("conduct/", views.conduct, name="conduct"),
    path("suggestions/", views.suggestions, name="suggestions"),
]

"""Addresses of tickets."""

from django.urls import path

from tickets.views import tickets as views

app_name = "tickets"
urlpatterns = [
    path("", views.tickets, name="tickets"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.ticket, name="ticket"),
]

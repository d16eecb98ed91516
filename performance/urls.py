"""Addresses of sales, scores, conduct and everything that marks rest on."""

from django.urls import path

from performance import views

app_name = "performance"
urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("refunds/", views.refunds, name="refunds"),
    path("scores/", views.scores, name="scores"),
    path("scores/<int:pk>/", views.score, name="score"),
    path("scores/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("scores/<int:pk>/marks/<int:criterion>/", views.give_mark, name="give_mark"),
    path("marks/<int:pk>/appeal/", views.appeal_mark, name="appeal_mark"),
    path("my/", views.my_scorecard, name="my_scorecard"),
    path("assessments/", views.scorecards, name="scorecards"),
    path("assessments/open/", views.open_assessment, name="open_assessment"),
    path("assessments/<str:month>/fill/all/", views.fill_month, name="fill_month"),
    path("assessments/<int:pk>/", views.assessment, name="assessment"),
    path("assessments/<int:pk>/fill/", views.fill_assessment, name="fill_assessment"),
    path("assessments/<int:pk>/progress/", views.fill_progress, name="fill_progress"),
    path("assessments/<int:pk>/publish/", views.publish_assessment, name="publish_assessment"),
    path("assessments/<int:pk>/final/", views.finalise_assessment, name="finalise_assessment"),
    path("appeals/", views.appeals, name="appeals"),
    path("appeals/<int:pk>/", views.appeal, name="appeal"),
    path("appeals/<int:pk>/decide/", views.decide_appeal, name="decide_appeal"),
    path("conduct/", views.conduct, name="conduct"),
    path("conduct/new/", views.record_conduct, name="record_conduct"),
    path("conduct/<int:pk>/", views.entry, name="entry"),
    path("conduct/<int:pk>/appeal/", views.appeal_entry, name="appeal_entry"),
    path("suggestions/", views.suggestions, name="suggestions"),
]

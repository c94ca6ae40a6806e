from django.urls import URLPattern, URLResolver, path

from guyub.foundation.participation import views

app_name = "participation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.month, name="month"),
    path("saya/", views.own, name="own"),
    path("anggota/<uuid:member_id>/", views.of_member, name="of_member"),
    path("<uuid:participation_id>/tarik/", views.withdraw, name="withdraw"),
]

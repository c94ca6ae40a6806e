from django.urls import URLPattern, URLResolver, path

from guyub.web import views

app_name = "home"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("lainnya/", views.more, name="more"),
]

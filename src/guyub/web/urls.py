from django.urls import URLPattern, URLResolver, path

from guyub.web import views
from guyub.web.gallery import SAMPLES

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("pilih/", views.choose, name="choose"),
    path("bahasa/", views.choose_language, name="language"),
    path("bantuan/", views.help_page, name="help"),
    path("gaya/", views.style_guide, name="style-guide"),
    *(path(f"gaya/{name}/", views.style_sample, {"name": name}, name=f"style-{name}") for name in SAMPLES),
    path("sehat/", views.health, name="health"),
    path("guyub.webmanifest", views.manifest, name="manifest"),
]

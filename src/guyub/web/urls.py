from django.urls import URLPattern, URLResolver, path

from guyub.web import phone, views
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
    path("favicon.ico", phone.favicon, name="favicon"),
    path("guyub.webmanifest", phone.manifest, name="manifest"),
    path("sw.js", phone.worker_script, name="worker"),
    path("hp/", phone.shell_page, {"name": ""}, name="phone-start"),
    path("hp/<slug:name>/", phone.shell_page, name="phone"),
]

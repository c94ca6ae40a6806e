from django.urls import URLPattern, URLResolver, path

from guyub.web import views

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("pilih/", views.choose, name="choose"),
    path("bahasa/", views.choose_language, name="language"),
    path("bantuan/", views.help_page, name="help"),
    path("gaya/", views.style_guide, name="style-guide"),
    path("gaya/layar-penuh/", views.style_guide_snug, name="style-guide-snug"),
    path("sehat/", views.health, name="health"),
    path("guyub.webmanifest", views.manifest, name="manifest"),
]

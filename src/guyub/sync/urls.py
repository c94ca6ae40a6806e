from django.urls import URLPattern, URLResolver, path

from guyub.sync.views import phone

app_name = "sync"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", phone.intake, name="intake"),
    path("keadaan/", phone.standing, name="states"),
    path("paket/", phone.pack, name="pack"),
]

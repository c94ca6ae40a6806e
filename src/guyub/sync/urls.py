from django.urls import URLPattern, URLResolver, path

from guyub.sync.views import inbox, phone

app_name = "sync"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", phone.intake, name="intake"),
    path("keadaan/", phone.standing, name="states"),
    path("paket/", phone.pack, name="pack"),
    path("daftar/", inbox.listing, name="list"),
    path("daftar/<uuid:fact_id>/", inbox.fact, name="fact"),
    path("daftar/<uuid:fact_id>/terima/", inbox.accept, name="accept"),
    path("daftar/<uuid:fact_id>/hari-ini/", inbox.post_today, name="post-today"),
    path("daftar/<uuid:fact_id>/tolak/", inbox.reject, name="reject"),
    path("beda/<uuid:clash_id>/", inbox.compare, name="compare"),
]

"""Every address of the house. Rooms of one association live under `/p/<its slug>/`."""

from django.urls import URLPattern, URLResolver, include, path

rooms: list[URLPattern | URLResolver] = [
    path("", include("guyub.web.urls_rooms")),
    path("pengurus/", include("guyub.foundation.organizations.urls")),
    path("anggota/", include("guyub.foundation.members.urls")),
    path("buku-kas/", include("guyub.foundation.ledger.urls")),
    path("kehadiran/", include("guyub.foundation.participation.urls")),
    path("bank-sampah/", include("guyub.livelihoods.wastebank.urls")),
    path("kiriman/", include("guyub.sync.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guyub.web.urls")),
    path("akun/", include("guyub.foundation.accounts.urls")),
    path("", include("guyub.foundation.organizations.urls_public")),
    path("kuitansi/", include("guyub.foundation.ledger.urls_public")),
    path("p/<slug:org_slug>/", include(rooms)),
]

handler400 = "guyub.web.errors.bad_request"
handler403 = "guyub.web.errors.forbidden"
handler404 = "guyub.web.errors.not_found"
handler500 = "guyub.web.errors.server_error"

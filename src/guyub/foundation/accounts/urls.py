from django.urls import URLPattern, URLResolver, path

from guyub.foundation.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account, name="account"),
    path("masuk/", views.sign_in, name="sign-in"),
    path("keluar/", views.sign_out, name="sign-out"),
    path("sudah-keluar/", views.signed_out, name="signed-out"),
    path("isian/", views.held_form, name="held"),
    path("isian/buang/", views.drop_held, name="drop-held"),
    path("siapa/", views.who, name="who"),
    path("profil/", views.profile, name="profile"),
    path("ganti-pin/", views.change_pin, name="change-pin"),
    path("hp/<uuid:device_id>/lepas/", views.revoke_device, name="revoke-device"),
    path("sesi/<uuid:sign_in_id>/akhiri/", views.end_stay, name="end-stay"),
]

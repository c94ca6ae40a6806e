from django.urls import URLPattern, URLResolver, path

from guyub.foundation.organizations.views import calendar, links, people, settings, trail

app_name = "organizations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.officers, name="officers"),
    path("jabatan/", people.terms, name="terms"),
    path("jabatan/baru/", people.appoint, name="appoint"),
    path("jabatan/<uuid:term_id>/akhiri/", people.end_term, name="end-term"),
    path("orang/<uuid:membership_id>/", people.person, name="person"),
    path("orang/<uuid:membership_id>/tutup/", people.end_membership, name="end-membership"),
    path("orang/<uuid:membership_id>/lupa-pin/", links.ask_pin_reset, name="ask-pin-reset"),
    path("orang/<uuid:membership_id>/hp/<uuid:device_id>/lepas/", people.revoke_device, name="revoke-device"),
    path("orang/<uuid:membership_id>/hp/<uuid:device_id>/izinkan/", people.allow_device, name="allow-device"),
    path("undangan/", links.invitations, name="invitations"),
    path("undangan/baru/", links.invite, name="invite"),
    path("undangan/<uuid:invitation_id>/ulang/", links.renew_invitation, name="renew-invitation"),
    path("undangan/<uuid:invitation_id>/batal/", links.revoke_invitation, name="revoke-invitation"),
    path("lupa-pin/", links.pin_resets, name="pin-resets"),
    path("lupa-pin/<uuid:reset_id>/setujui/", links.approve_pin_reset, name="approve-pin-reset"),
    path("lupa-pin/<uuid:reset_id>/batal/", links.withdraw_pin_reset, name="withdraw-pin-reset"),
    path("pengaturan/", settings.settings, name="settings"),
    path("pengaturan/paguyuban/", settings.association, name="association"),
    path("pengaturan/bagian/<slug:group>/", settings.setting_group, name="setting-group"),
    path("kalender/", calendar.year, name="calendar"),
    path("kalender/<int:number>/", calendar.year, name="calendar-year"),
    path("kalender/<int:number>/isi/", calendar.fill_year, name="fill-year"),
    path("kalender/baru/", calendar.day, name="new-day"),
    path("kalender/<uuid:day_id>/", calendar.day, name="day"),
    path("kalender/<uuid:day_id>/hapus/", calendar.remove_day, name="remove-day"),
    path("jejak/", trail.trail, name="trail"),
    path("operator/<uuid:grant_id>/akhiri/", trail.end_operator, name="end-operator"),
]

from django.urls import URLPattern, URLResolver, path

from guyub.foundation.organizations.views import doors

app_name = "doors"
urlpatterns: list[URLPattern | URLResolver] = [
    path("undangan/<slug:org_slug>/<str:token>/", doors.invitation, name="invitation"),
    path("pin-baru/<slug:org_slug>/<str:token>/", doors.pin_reset, name="pin-reset"),
]

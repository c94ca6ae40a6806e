from django.urls import URLPattern, URLResolver, path

from guyub.foundation.ledger import views_public

app_name = "receipts"
urlpatterns: list[URLPattern | URLResolver] = [path("", views_public.check, name="check")]

"""What programs read, at one address whatever the reader's language (namespace ``machines``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import drawings, machines

app_name = "machines"

urlpatterns: list[URLPattern | URLResolver] = [
    path("dessin/<int:pk>.svg", drawings.drawing, name="drawing"),
    path("robots.txt", machines.robots, name="robots"),
]

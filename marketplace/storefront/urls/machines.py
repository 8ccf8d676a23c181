"""What programs read, at one address whatever the reader's language (namespace ``machines``)."""

from django.urls import URLPattern, URLResolver, path

from marketplace.storefront.views import drawings, machines

app_name = "machines"

urlpatterns: list[URLPattern | URLResolver] = [
    path("dessin/<key:pk>.svg", drawings.drawing, name="drawing"),
    path("apercu/<key:pk>.png", machines.picture, name="picture"),
    path("apercu/<key:pk>.<slug:language>.png", machines.preview, name="preview"),
    path("robots.txt", machines.robots, name="robots"),
]

"""What programs read, at one address whatever the reader's language (namespace ``machines``)."""

from django.urls import URLPattern, URLResolver, path, re_path

from marketplace.storefront.views import drawings, machines

app_name = "machines"

urlpatterns: list[URLPattern | URLResolver] = [
    path("dessin/<key:pk>.svg", drawings.drawing, name="drawing"),
    path("apercu/<key:pk>.png", machines.picture, name="picture"),
    path("apercu/<key:pk>.<slug:language>.png", machines.preview, name="preview"),
    path("flux/google-merchant.xml", machines.merchant_feed, name="merchant"),
    # At the root: a sitemap speaks of what lies below it alone.
    re_path(
        r"^(?P<name>sitemap(?:-[a-z]{1,20}(?:-[0-9]{1,6})?)?\.xml)$",
        machines.sitemap,
        name="sitemap",
    ),
    path("robots.txt", machines.robots, name="robots"),
]

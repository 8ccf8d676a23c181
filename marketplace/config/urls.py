"""Every address of the house."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language
from django.views.static import serve

from marketplace.config import health

handler400 = "marketplace.storefront.views.errors.bad_request"
handler403 = "marketplace.storefront.views.errors.forbidden"
handler404 = "marketplace.storefront.views.errors.not_found"
handler429 = "marketplace.storefront.views.errors.too_many"  # allauth's, for its own forms
handler500 = "marketplace.storefront.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("marketplace.payments.urls")),
    path("", include("marketplace.storefront.urls.machines")),
    # What people read: in French as it is, in another language below its code (/en/…).
    *i18n_patterns(
        path("langue/", set_language, name="set_language"),
        path("vendeur/versements/", include("sellers.payouts.urls")),
        path("vendeur/", include("sellers.portal.urls")),
        path("regie/", include("marketplace.desk.urls")),
        path("compte/", include("allauth.account.urls")),
        path("", include("marketplace.storefront.urls")),
        path("", include("marketplace.storefront.urls.catalogue")),
        path("", include("marketplace.storefront.urls.basket")),
        path("", include("marketplace.storefront.urls.checkout")),
        prefix_default_language=False,
    ),
]

if settings.SERVE_MEDIA:  # a store or the proxy serves them when there is one
    urlpatterns.append(
        re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT})
    )

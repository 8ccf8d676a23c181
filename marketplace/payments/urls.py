from django.urls import path

from marketplace.payments import views

app_name = "payments"

urlpatterns = [
    path("stripe/evenements/", views.stripe_events, name="stripe-events"),
    path("stripe/evenements/comptes/", views.account_events, name="stripe-account-events"),
]

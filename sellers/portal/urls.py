from django.urls import path

from sellers.portal.views import cases, consignments, feeds, mapping, matches, proposals

app_name = "portal"

urlpatterns = [
    path("", consignments.home, name="home"),
    path("colis/<slug:tab>/", consignments.index, name="consignments"),
    path("colis/detail/<str:number>/", consignments.detail, name="consignment"),
    path("colis/detail/<str:number>/accepter/", consignments.accept, name="accept"),
    path("colis/detail/<str:number>/expedier/", consignments.ship, name="ship"),
    path("colis/detail/<str:number>/refuser/<int:line>/", consignments.refuse, name="refuse"),
    path("dossiers/", cases.index, name="cases"),
    path("dossiers/<int:pk>/", cases.detail, name="case"),
    path("flux/", feeds.index, name="feeds"),
    path("flux/envoyer/", feeds.upload, name="upload"),
    path("flux/<int:pk>/", feeds.detail, name="feed"),
    path("flux/<int:pk>/colonnes/", mapping.columns, name="columns"),
    path("flux/<int:pk>/importer/", feeds.confirm, name="confirm-feed"),
    path("flux/<int:pk>/ecarter/", feeds.reject, name="reject-feed"),
    path("flux/<int:pk>/arreter/", feeds.cancel, name="cancel-feed"),
    path("flux/<int:pk>/rapport.json", feeds.report, name="report"),
    path("flux/<int:pk>/fautes.csv", feeds.faults, name="faults"),
    path("flux/<int:pk>/corrige/", feeds.corrected, name="corrected-feed"),
    path("propositions/", proposals.index, name="proposals"),
    path("rattachements/", matches.index, name="matches"),
]

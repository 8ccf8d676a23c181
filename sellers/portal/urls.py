from django.urls import path

from sellers.portal.views import (
    addresses,
    cases,
    consignments,
    feeds,
    mapping,
    matches,
    pictures,
    proposals,
)

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
    path("flux/adresses/", addresses.index, name="addresses"),
    path("flux/adresses/ajouter/", addresses.add, name="add-address"),
    path("flux/adresses/<int:pk>/", addresses.edit, name="address"),
    path("flux/adresses/<int:pk>/relever/", addresses.fetch, name="fetch-address"),
    path("flux/adresses/<int:pk>/suspendre/", addresses.pause, name="pause-address"),
    path("flux/adresses/<int:pk>/reprendre/", addresses.resume, name="resume-address"),
    path("flux/adresses/<int:pk>/supprimer/", addresses.delete, name="delete-address"),
    path("flux/<int:pk>/", feeds.detail, name="feed"),
    path("flux/<int:pk>/colonnes/", mapping.columns, name="columns"),
    path("flux/<int:pk>/importer/", feeds.confirm, name="confirm-feed"),
    path("flux/<int:pk>/ecarter/", feeds.reject, name="reject-feed"),
    path("flux/<int:pk>/arreter/", feeds.cancel, name="cancel-feed"),
    path("flux/<int:pk>/rapport.json", feeds.report, name="report"),
    path("flux/<int:pk>/fautes.csv", feeds.faults, name="faults"),
    path("flux/images/", pictures.index, name="pictures"),
    path("flux/images/reessayer/", pictures.retry, name="retry-pictures"),
    path("flux/images.csv", pictures.sheet, name="pictures-sheet"),
    path("flux/<int:pk>/corrige/", feeds.corrected, name="corrected-feed"),
    path("propositions/", proposals.index, name="proposals"),
    path("rattachements/", matches.index, name="matches"),
]

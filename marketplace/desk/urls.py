from django.urls import path

from marketplace.desk.views import (
    cases,
    events,
    mails,
    orders,
    parcels,
    proposals,
    refunds,
    taxonomy,
)

app_name = "desk"

urlpatterns = [
    path("", orders.home, name="home"),
    path("commandes/", orders.index, name="orders"),
    path("commandes/<str:number>/", orders.detail, name="order"),
    path("colis/<slug:tab>/", parcels.index, name="parcels"),
    path("colis/<str:number>/livre/", parcels.deliver, name="deliver"),
    path("dossiers/", cases.index, name="cases"),
    path("dossiers/<int:pk>/", cases.detail, name="case"),
    path("dossiers/<int:pk>/message/", cases.note, name="note"),
    path("dossiers/<int:pk>/clore/", cases.close, name="close"),
    path("remboursements/<slug:tab>/", refunds.index, name="refunds"),
    path("remboursements/<int:pk>/redemander/", refunds.again, name="refund-again"),
    path("propositions/", proposals.index, name="proposals"),
    path("propositions/<int:pk>/", proposals.detail, name="proposal"),
    path("propositions/<int:pk>/accepter/", proposals.accept, name="accept-proposal"),
    path("propositions/<int:pk>/refuser/", proposals.refuse, name="refuse-proposal"),
    path("taxonomie/", taxonomy.index, name="taxonomy"),
    path("taxonomie/<slug:slug>/", taxonomy.family, name="family"),
    path("taxonomie/filtre/<int:pk>/", taxonomy.switch, name="switch-facet"),
    path("taxonomie/choix/<int:pk>/", taxonomy.add, name="add-choice"),
    path("taxonomie/question/<int:pk>/", taxonomy.answer, name="answer-question"),
    path("courriels/", mails.index, name="mails"),
    path("courriels/<int:pk>/", mails.detail, name="mail"),
    path("courriels/<int:pk>/lettre/", mails.letter, name="letter"),
    path("evenements/", events.index, name="events"),
    path("evenements/<int:pk>/reessayer/", events.hasten, name="hasten"),
]

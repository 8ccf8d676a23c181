from django.urls import path

from sellers.payouts.views import statements

app_name = "payouts"

urlpatterns = [
    path("", statements.index, name="index"),
    path("<int:pk>/", statements.detail, name="statement"),
    path("<int:pk>/releve.csv", statements.sheet, name="sheet"),
    path("<int:pk>/releve.pdf", statements.document, name="document"),
]

"""allauth's forms in the words of the house, with labels instead of placeholders."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

EMAIL = _("Adresse e-mail")
PASSWORD = _("Mot de passe")
LABELS = {
    "login": EMAIL,
    "email": EMAIL,
    "password": PASSWORD,
    "password1": PASSWORD,
    "oldpassword": _("Mot de passe actuel"),
}


class Named:
    """Takes the house's labels, and drops placeholders and links inside help texts."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Named, forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # a link, which the page shows in its place


class SignupForm(Named, forms.SignupForm):
    pass


class ResetPasswordForm(Named, forms.ResetPasswordForm):
    pass


class ReauthenticateForm(Named, forms.ReauthenticateForm):
    pass


class AddEmailForm(Named, forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Nouvelle adresse e-mail")


class NewPassword(Named):
    """The forms that ask for another password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Nouveau mot de passe")
        self.fields["password2"].label = _("Le même, encore une fois")


class ResetPasswordKeyForm(NewPassword, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NewPassword, forms.ChangePasswordForm):
    pass

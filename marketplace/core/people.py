"""What a person may change about their own account."""

from marketplace.core.models import User


def rename(*, user: User, first_name: str, last_name: str) -> None:
    user.first_name, user.last_name = first_name, last_name
    user.save(update_fields=["first_name", "last_name"])

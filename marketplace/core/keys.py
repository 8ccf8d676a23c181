"""Keys of rows in addresses."""

from django.urls.converters import IntConverter


class Key(IntConverter):
    """``<key:pk>``: a number that a database can hold; a longer one is no address at all."""

    regex = "[0-9]{1,18}"

from oscar.apps.search import apps

from marketplace.shop.models_only import ModelsOnly


class SearchConfig(ModelsOnly, apps.SearchConfig):
    """Takes the place of Oscar's search app, whose label other Oscar apps look up."""

    name = "search"

"""The cheapest search Oscar's pages can have: the numbers of products, by one indexed query.

Its listing asks haystack for the products of a category and loads each itself; an engine's own time
and its facets are left out, so that what is measured is Oscar's alone.
"""

from typing import Any

from haystack.backends import BaseEngine
from haystack.backends.simple_backend import SimpleSearchBackend, SimpleSearchQuery
from haystack.models import SearchResult
from oscar.core.loading import get_model

EVERYTHING = "*"


class Backend(SimpleSearchBackend):
    def search(
        self,
        query_string: str,
        start_offset: int = 0,
        end_offset: int | None = None,
        **_options: Any,
    ) -> dict[str, Any]:
        rows = get_model("catalogue", "Product").objects.browsable().order_by("-date_created")
        if query_string != EVERYTHING:
            rows = rows.filter(categories__in=query_string.split(","))
        ids = rows.values_list("pk", flat=True)
        result: Any = SearchResult
        return {
            "results": [
                result("catalogue", "product", pk, 0) for pk in ids[start_offset:end_offset]
            ],
            "hits": ids.count(),
        }


class Query(SimpleSearchQuery):
    def build_query(self) -> str:
        """The categories that the page filters by, as Oscar names them."""
        for path, value in _leaves(self.query_filter):
            if path == "category__in":
                return ",".join(map(str, value)) or "0"
        return EVERYTHING


def _leaves(node: Any) -> Any:
    for child in node.children:
        if hasattr(child, "children"):
            yield from _leaves(child)
        else:
            yield child


class Engine(BaseEngine):
    backend = Backend
    query = Query

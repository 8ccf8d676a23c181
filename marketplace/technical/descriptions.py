"""Descriptions of products: HTML that others wrote, with the few tags that a page shows."""

from typing import Final

import nh3

TAGS: Final = {
    "p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "h3", "h4", "table", "thead", "tbody",
    "tr", "th", "td",
}  # fmt: skip


def clean(html: str) -> str:
    """Without any other tag and without attributes: nothing that runs or loads."""
    return nh3.clean(html, tags=TAGS, attributes={}, link_rel=None)

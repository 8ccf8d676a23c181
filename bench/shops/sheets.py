"""``python -m bench.shops.sheets``: the values of the references there, in both storages."""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import django

CHUNK = 1000
PAGES = 300


def main() -> None:
    django.setup()
    from marketplace.technical.models import ReferenceSheet

    sheets = list(ReferenceSheet.objects.select_related("family").order_by("pk"))
    ways = {"sheet": Sheets(sheets), "rows": Rows(sheets)}
    said = {name: _measured(way, [sheet.pk for sheet in sheets]) for name, way in ways.items()}
    values = sum(len(sheet.values) for sheet in sheets)
    print(json.dumps({"references": len(sheets), "values": values, **said}))


def _measured(way: Any, ids: Sequence[int]) -> dict[str, float]:
    from django.db import connection

    from bench.measuring import timed

    load = _seconds(way.load)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {way.table}")
        cursor.execute("SELECT pg_total_relation_size(%s)", [way.table])
        size = cursor.fetchone()[0]
    asked = random.Random(1)
    page = timed(way.page, times=PAGES, given=lambda _index: asked.choice(ids))
    read = _seconds(lambda: [way.read(chunk) for chunk in _chunks(ids)])
    times = 150_000 / len(ids)
    return {
        "page_p50_ms": page.p50,
        "page_queries": page.queries,
        "read_150k_s": round(read * times, 1),
        "load_150k_s": round(load * times, 1),
        "load_300k_s": round(load * times * 2, 1),
        "kilobytes": size // 1024,
    }


def _seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


class Sheets:
    """As the product does: a column of the reference's side table."""

    table = "technical_referencesheet"

    def __init__(self, sheets: Sequence[Any]) -> None:
        self._sheets = sheets

    def load(self) -> None:
        from marketplace.technical.models import ReferenceSheet

        rows = ReferenceSheet.objects.all()
        rows._raw_delete(rows.db)
        ReferenceSheet.objects.bulk_create(self._sheets, CHUNK)

    def page(self, pk: int) -> dict[str, Any]:
        from marketplace.technical.models import ReferenceSheet

        return dict(ReferenceSheet.objects.get(pk=pk).values)

    def read(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        from marketplace.technical.models import ReferenceSheet

        rows = ReferenceSheet.objects.filter(pk__in=ids)
        return {sheet.pk: sheet.plain_values for sheet in rows}


class Rows:
    """As Oscar has them: a typed row a value. Source and date have no column there: left out."""

    table = "catalogue_productattributevalue"

    def __init__(self, sheets: Sequence[Any]) -> None:
        from oscar.core.loading import get_model

        self._model = get_model("catalogue", "ProductAttributeValue")
        self._attribute = get_model("catalogue", "ProductAttribute")
        self._options: dict[str, Any] = {}
        self._attributes = self._made({key for sheet in sheets for key in sheet.values})
        self._made_options(sheets)
        self._sheets = sheets

    def _made(self, keys: set[str]) -> dict[str, Any]:
        from oscar.core.loading import get_model

        article = get_model("catalogue", "ProductClass").objects.get(slug="article")
        self._attribute.objects.bulk_create(
            self._attribute(product_class=article, name=key, code=key.replace("-", "_"))
            for key in sorted(keys)
        )
        return {attribute.name: attribute for attribute in self._attribute.objects.all()}

    def _made_options(self, sheets: Sequence[Any]) -> None:
        from oscar.core.loading import get_model

        options = get_model("catalogue", "AttributeOption")
        group = get_model("catalogue", "AttributeOptionGroup").objects.create(name="choices")
        values = (entry["value"] for sheet in sheets for entry in sheet.values.values())
        chosen = {value for value in values if isinstance(value, str)}
        options.objects.bulk_create(options(group=group, option=value) for value in sorted(chosen))
        self._options = {option.option: option for option in options.objects.all()}

    def load(self) -> None:
        for chunk in _pieces(self._sheets):
            self._model.objects.bulk_create(
                [
                    self._row(sheet.pk, key, entry["value"])
                    for sheet in chunk
                    for key, entry in sheet.values.items()
                ],
                CHUNK,
            )

    def _row(self, pk: int, key: str, value: Any) -> Any:
        row = self._model(product_id=pk, attribute=self._attributes[key])
        if isinstance(value, bool):
            row.value_boolean = value
        elif isinstance(value, int | float):
            row.value_float = value
        else:
            row.value_option = self._options[value]
        return row

    def page(self, pk: int) -> dict[str, Any]:
        """The values alone; the reference itself is a query more, as the sheet is not."""
        from marketplace.technical.models import ReferenceSheet

        ReferenceSheet.objects.defer("values").get(pk=pk)
        return self.read([pk]).get(pk, {})

    def read(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        rows = self._model.objects.filter(product_id__in=ids)
        found: dict[int, dict[str, Any]] = {}
        for row in rows.select_related("attribute", "value_option"):
            found.setdefault(row.product_id, {})[row.attribute.name] = _plain(row)
        return found


def _plain(row: Any) -> Any:
    if row.value_option is not None:
        return row.value_option.option
    return row.value_boolean if row.value_boolean is not None else row.value_float


def _pieces(sheets: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (sheets[start : start + CHUNK] for start in range(0, len(sheets), CHUNK))


if __name__ == "__main__":
    main()

"""Plain BM25, for comparison: any of the words, over one text a document, and nothing else.

k1 = 1.2 and b = 0.75, the values of every textbook, are the engine's own.
"""

import re
from collections.abc import Iterable

import tantivy

from search import text

_WORD = re.compile(r"[^\W_]+")


class PlainBM25:
    """In memory. Words are runs of letters and digits without accents or capitals."""

    def __init__(self, texts: Iterable[str]) -> None:
        """``texts``: of each document; it is known by its place from then on."""
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("place", stored=True)
        builder.add_text_field("text", tokenizer_name="default", index_option="freq")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(num_threads=1)
        for place, written in enumerate(texts):
            writer.add_document(tantivy.Document(place=place, text=[text.fold(written)]))
        writer.commit()
        index.reload()
        self._searcher = index.searcher()

    def search(self, asked: str, *, most: int) -> list[int]:
        """Places of the best ``most`` documents that have any of the words."""
        words = dict.fromkeys(_WORD.findall(text.fold(asked)))
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word, "freq"))
            for word in words
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), most)
        return [int(self._searcher.doc(address)["place"][0]) for _score, address in found.hits]

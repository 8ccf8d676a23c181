"""One judged set on a throw-away index of the engine that the shop uses.

Questions are read and answered as the listing's are: words, filters, and what is let go of where
nothing is left.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from marketplace.technical import queries as technical
from search import documents
from search.backends import throw_away
from search.backends.plain import PlainBM25
from search.contract import Backend, Document, Query, Result
from search.judging import files
from search.judging.measure import FIRST, Evaluation, evaluate
from search.question import answering, current, vocabulary
from search.question.vocabulary import Vocabulary

CHUNK = 500


def of_files(*, products: Path, ratings: Path) -> Evaluation:
    """Of products in a file.

    :raises BadJudgedSet: a file cannot be read, or the two are not of one set.
    :raises SearchUnavailable: the engine does not answer.
    """
    judged, known = files.one_set(products_at=products, ratings_at=ratings)
    return run(judged, known.items(), vocabulary.of())


def of_own(*, ratings: Path) -> Evaluation:
    """Of what this shop has published, each by its maker's reference.

    :raises BadJudgedSet: the file cannot be read, or names what is not published here.
    :raises SearchUnavailable: the engine does not answer.
    """
    judged = files.ratings(ratings)
    known = {document.codes[0]: document for document in _published() if document.codes[0]}
    files.check_known(judged, known, path=ratings, where="what is published here")
    return run(judged, known.items(), current.of_now())


def run(
    judged: files.Ratings, known: Iterable[tuple[str, Document]], words: Vocabulary
) -> Evaluation:
    """Index, ask, forget; ``words``: what can be understood of a question."""
    docids, catalogue = zip(*known, strict=True)
    plain = PlainBM25(map(_all_text, catalogue))
    by_id = {document.id: docid for docid, document in zip(docids, catalogue, strict=True)}
    with throw_away(settings.SEARCH_URL) as engine:
        engine.rebuild(lambda _after: (replace(document, version=1) for document in catalogue))
        return evaluate(
            judged,
            ask=lambda query: [by_id[hit.id] for hit in answer(engine, query, words).hits],
            bm25=lambda query: [docids[place] for place in plain.search(query, most=FIRST)],
        )


def answer(engine: Backend, asked: str, words: Vocabulary) -> Result:
    """As on the page of results, the first hits alone."""
    base, read = Query(per_page=FIRST, synonyms=words.synonyms), answering.reader(words)
    return answering.answer(engine, base, read(asked), read).result


def _all_text(document: Document) -> str:
    return " ".join((document.title, document.keywords, document.description, *document.codes))


def _published() -> Iterator[Document]:
    for ids in technical.published_ids(most=CHUNK):
        yield from documents.read(ids, version=1)

"""Elasticsearch 8: an index behind an alias, offers nested, one ``_msearch`` for a page.

Versions of documents are external (when their rows were read), so that an older write never wins,
from whatever machine it comes. Every write goes through an alias and is refused without it: no
index is ever made by accident.
"""

import re
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from elastic_transport.client_utils import DEFAULT
from elasticsearch import (
    ApiError,
    BadRequestError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    TransportError,
)
from elasticsearch.dsl import MultiSearch, Search
from elasticsearch.helpers import streaming_bulk

from search.backends.elasticsearch import answering
from search.backends.elasticsearch.asking import Guess, Page
from search.backends.elasticsearch.mapping import FRESH, source, template, tombstone
from search.backends.elasticsearch.spelling import Spelling
from search.backends.elasticsearch.suggesting import Suggestion
from search.backends.reach import Reach
from search.contract import (
    INDEX_VERSION,
    Document,
    Matching,
    NotBuilt,
    Query,
    Reading,
    RebuildRunning,
    Result,
    SearchUnavailable,
    Status,
    Suggested,
    Unanswered,
)

WRITE_SECONDS = 60
ATTEMPTS = 3
REBUILD_CHUNK = 5_000
ALIVE_S = 60.0  # a rebuild that has not written a chunk for so long is dead
CONFLICT = 409  # a newer version is there already: as it should be
MISSING = 404
PORT = re.compile(r":\d+$")
Action = dict[str, Any]


class ElasticsearchBackend:
    """``refresh``: whether a change can be found as soon as it is made; else within a second.

    A search that takes longer than ``reach.seconds`` counts as not answered.
    """

    def __init__(
        self,
        client: Elasticsearch,
        prefix: str,
        *,
        refresh: bool = False,
        reach: Reach = Reach(),  # noqa: B008 - it is frozen
    ) -> None:
        others = len(client.transport.node_pool) - 1  # each is tried once
        self._searching = client.options(request_timeout=reach.seconds, max_retries=others)
        self._writing = client.options(request_timeout=WRITE_SECONDS)
        self._refresh = refresh
        self._prefix = prefix
        self._live = f"{prefix}-v{INDEX_VERSION}"
        self._building = f"{self._live}-building"
        self._template = template(self._live, reach)

    @classmethod
    def at(cls, url: str, reach: Reach) -> "ElasticsearchBackend":
        """``http(s)://[user:password@]host:9200[,host:9200]/prefix``."""
        parts = urlsplit(url)
        account, _, hosts = parts.netloc.rpartition("@")
        user, _, password = account.partition(":")
        client = Elasticsearch(
            [_node(parts.scheme, host) for host in hosts.split(",")],
            basic_auth=(unquote(user), unquote(password)) if user else None,
            api_key=reach.api_key or None,
            ca_certs=reach.ca_certs or DEFAULT,
        )
        return cls(client, parts.path.strip("/"), reach=reach)

    # --- asking ------------------------------------------------------------------------------
    def search(self, query: Query) -> Result:
        """One round trip; a second one when the text is not understood as was guessed."""
        return self.search_all([query])[0]

    def search_all(self, queries: Sequence[Query]) -> list[Result]:
        """One round trip for all; one more for each text that is not understood as was guessed."""
        guesses = [Guess(query) for query in queries]
        answers = iter(self._msearch([each for guess in guesses for each in guess.searches]))
        return [self._understood(guess, list(islice(answers, len(guess.searches))))
                for guess in guesses]  # fmt: skip

    def _understood(self, guess: Guess, answers: Sequence[Any]) -> Result:
        rank = guess.right(answers)
        if rank is None:
            return answering.nothing(guess.query)
        matching, clause = guess.known[rank]
        if rank == 0:
            return _read(guess.query, matching, guess.page, answers[guess.probes :])
        page = Page(guess.query, matching, clause)
        return _read(guess.query, matching, page, self._msearch(page.searches()))

    def suggest(
        self, written: str, *, most: int, counting: Mapping[str, Sequence[str]]
    ) -> Suggested:
        """One round trip; none when there is nothing to look for."""
        asked = Suggestion(written, most=most, counting=counting)
        searches = [Search[Any].from_dict(body) for body in asked.bodies()]
        return asked.read(self._msearch(searches))

    def spellings(self, words: Iterable[str]) -> dict[str, str]:
        """One round trip; none when no word can be misspelt."""
        asked = Spelling(words)
        searches = [Search[Any].from_dict(body) for body in asked.bodies()]
        return asked.read(self._msearch(searches))

    def _msearch(self, searches: Sequence[Search[Any]]) -> list[Any]:
        """Asked by the client itself: answers stay as they come, and a time-out is one search's."""
        if not searches:
            return []
        together = MultiSearch[Any](index=self._live)
        for search in searches:
            together = together.add(search)
        try:
            answers = self._searching.msearch(index=self._live, searches=together.to_dict())[
                "responses"
            ]
        except ConnectionTimeout as error:
            raise Unanswered(reason=str(error)) from error
        except (ApiError, TransportError) as error:
            raise SearchUnavailable(reason=str(error)) from error
        for answer in answers:
            if "error" in answer:
                raise _failure(answer["error"])
        return list(answers)

    # --- changing ----------------------------------------------------------------------------
    def turn(self) -> AbstractContextManager[None]:
        """Nothing to wait for: versions put what is written in order."""
        return nullcontext()

    def upsert(self, documents: Iterable[Document]) -> None:
        self._change([_put(each.id, each.version, source(each)) for each in documents])

    def delete(self, ids: Iterable[int], *, version: int) -> None:
        self._change([_put(id, version, tombstone(id)) for id in ids])

    def _change(self, actions: Sequence[Action]) -> None:
        """Into the live index and the one being built; again if one was swapped meanwhile."""
        for _ in range(ATTEMPTS if actions else 0):
            if not self._write(
                {**action, "_index": alias} for alias in self._aliases() for action in actions
            ):
                return
        if actions:
            raise SearchUnavailable(reason="the index is being swapped again and again")

    def _write(self, actions: Iterable[Action]) -> bool:
        """Whether an alias was missing, so that the change must be made again.

        :raises SearchUnavailable: a document was refused, or nobody answers.
        """
        missing = False
        try:
            for done, item in streaming_bulk(
                self._writing, actions, raise_on_error=False, refresh=self._refresh
            ):
                status = item["index"]["status"]
                missing = missing or status == MISSING
                if not done and status not in (CONFLICT, MISSING):
                    raise SearchUnavailable(reason=str(item["index"]["error"]))
        except (ApiError, TransportError) as error:
            raise SearchUnavailable(reason=str(error)) from error
        return missing

    def _aliases(self) -> list[str]:
        """Where changes go."""
        return [name for name in (self._live, self._building) if self._indexes(name)]

    def _create(self, alias: str, name: str, **settings: Any) -> None:
        """Its fields and all other settings come from the template."""
        try:
            self._template.save(using=self._writing)
            self._writing.indices.create(index=name, settings=settings, aliases={alias: {}})
        except (ApiError, TransportError) as error:
            raise SearchUnavailable(reason=str(error)) from error

    # --- rebuilding --------------------------------------------------------------------------
    def rebuild(self, read: Reading) -> int:
        """What is changed reaches a half-built index even while nobody is at it."""
        mine, progress = self._taken_up() or self._begun()
        documents = iter(read(progress["after"]))
        try:
            while chunk := list(islice(documents, REBUILD_CHUNK)):
                actions = (_put(each.id, each.version, source(each)) for each in chunk)
                if self._write({**action, "_index": self._building} for action in actions):
                    raise RebuildRunning
                progress["after"] = chunk[-1].id
                progress["count"] += len(chunk)
                self._keep(mine, progress, beat=time.time())
        except BaseException:
            self._keep(mine, progress, beat=0)
            raise
        self._writing.indices.put_settings(index=mine, settings={"index.refresh_interval": FRESH})
        self._writing.indices.refresh(index=mine)
        self._swap(mine)
        return progress["count"]

    def _begun(self) -> tuple[str, dict[str, int]]:
        mine, progress = f"{self._live}-{time.time_ns()}", {"after": 0, "count": 0}
        self._create(self._building, mine, refresh_interval="-1")
        if self._indexes(self._building) != [mine]:  # somebody began in this very moment, too
            self._writing.indices.delete(index=mine, ignore_unavailable=True)
            raise RebuildRunning
        self._keep(mine, progress, beat=time.time())
        return mine, progress

    def _taken_up(self) -> tuple[str, dict[str, int]] | None:
        """The index that a rebuild has left half-built, and how far it got.

        :raises RebuildRunning: somebody was at it a moment ago.
        """
        for mine in self._indexes(self._building):
            mappings = self._writing.indices.get_mapping(index=mine)[mine]["mappings"]
            kept = mappings.get("_meta", {"beat": time.time()})
            if time.time() - kept["beat"] < ALIVE_S:
                raise RebuildRunning
            progress = {"after": kept["after"], "count": kept["count"]}
            self._keep(mine, progress, beat=time.time())
            return mine, progress
        return None

    def _keep(self, mine: str, progress: Mapping[str, int], *, beat: float) -> None:
        """Beside the fields: how far it got, and when somebody was last at it."""
        try:
            self._writing.indices.put_mapping(index=mine, meta={**progress, "beat": beat})
        except NotFoundError as error:
            raise RebuildRunning from error
        except (ApiError, TransportError) as error:
            raise SearchUnavailable(reason=str(error)) from error

    def _swap(self, mine: str) -> None:
        """The index before stays for searches under way, or, where this version of the program had
        none, for those who still run the version before; older ones go.

        :raises RebuildRunning: another rebuild has taken the place of this one.
        """
        before = self._indexes(self._live)
        actions: list[dict[str, Any]] = [
            {"remove": {"index": mine, "alias": self._building, "must_exist": True}},
            {"add": {"index": mine, "alias": self._live}},
            *({"remove": {"index": old, "alias": self._live}} for old in before),
        ]
        try:
            self._writing.indices.update_aliases(actions=actions)
        except (NotFoundError, BadRequestError) as error:
            raise RebuildRunning from error
        made = self._made()  # listed first: what somebody begins to build from here on is not in it
        kept = {mine, *(before or self._older(made)), *self._indexes(self._building)}
        self._clear(made, kept)

    def _made(self) -> dict[str, int]:
        """The indexes of this prefix alone that this version or an older one made, with which."""
        own = re.compile(rf"{re.escape(self._prefix)}-v(\d+)-\d+")
        found = map(own.fullmatch, self._indexes(f"{self._prefix}-v*"))
        versions = {match[0]: int(match[1]) for match in found if match}
        return {name: version for name, version in versions.items() if version <= INDEX_VERSION}

    def _older(self, made: Mapping[str, int]) -> list[str]:
        """What the latest of the versions before this one has live."""
        versions = set(made.values()) - {INDEX_VERSION}
        return self._indexes(f"{self._prefix}-v{max(versions)}") if versions else []

    def _clear(self, made: Mapping[str, int], kept: Collection[str]) -> None:
        """Remove indexes, with the templates that none is left of."""
        for name in made.keys() - kept:
            self._writing.indices.delete(index=name, ignore_unavailable=True)
        templates = self._writing.options(ignore_status=MISSING).indices
        for version in set(made.values()) - {made[name] for name in made.keys() & kept}:
            templates.delete_index_template(name=f"{self._prefix}-v{version}")

    def drop(self) -> None:
        """Remove every index of this prefix and version, the live one included."""
        for name in self._indexes(f"{self._live}-*"):
            self._writing.indices.delete(index=name, ignore_unavailable=True)
        templates = self._writing.options(ignore_status=MISSING).indices
        templates.delete_index_template(name=self._live)

    def _indexes(self, pattern: str, *, client: Elasticsearch | None = None) -> list[str]:
        """The indexes behind an alias, or of a pattern."""
        try:
            found = (client or self._writing).indices.get(index=pattern, filter_path="*.aliases")
        except NotFoundError:
            return []
        except (ApiError, TransportError) as error:
            raise SearchUnavailable(reason=str(error)) from error
        return sorted(found)

    def is_built(self) -> bool:
        return bool(self._indexes(self._live, client=self._searching))

    def status(self) -> Status:
        names = self._indexes(self._live, client=self._searching)
        if not names:
            return Status("elasticsearch", "", 0)
        counted = self._searching.count(index=self._live, query={"exists": {"field": "weight"}})
        return Status("elasticsearch", names[0], counted["count"])


def _node(scheme: str, host: str) -> str:
    """The address of one node; a port that is not said is 9200."""
    return f"{scheme}://{host}" if PORT.search(host) else f"{scheme}://{host}:9200"


def _put(id: int, version: int, written: dict[str, Any]) -> Action:
    return {
        "_op_type": "index",
        "_id": str(id),
        "version": version,
        "version_type": "external_gte",
        "require_alias": True,
        "_source": written,
    }


def _read(query: Query, matching: Matching, page: Page, answers: Sequence[Any]) -> Result:
    counts = dict(answers[0].get("aggregations", {}))
    for answer in answers[1:]:
        counts |= answer["aggregations"]
    return answering.result(
        query, matching, answers[0], counts, steered=page.steered, sized=page.sized
    )


def _failure(error: dict[str, Any]) -> SearchUnavailable:
    missing = error["type"] == "index_not_found_exception"
    return (NotBuilt if missing else SearchUnavailable)(reason=str(error.get("reason")))

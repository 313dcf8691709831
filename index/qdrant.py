"""Qdrant as the engine of a large library: `qdrant://host:port[,host:port][/collection]`.

Each passage is a point: a dense vector for each of its pieces (the best one counts), a sparse
vector of its words, and its tags. One query on the server fetches the nearest by meaning and by
words, filters both, adds what was understood of the question, and fuses them by the formula that
the library itself uses (`index.fusion.convex`).
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from index.engine import BATCH, Loaded, Point, Retrieval
from quarterline.errors import EngineError

SCHEME = "qdrant://"
DENSE, SPARSE = "dense", "sparse"
# A point's id follows from its passage's, so that sending it twice changes nothing.
_POINTS = uuid.UUID("6f5a5d0e-6d0b-5b8e-9a53-1c2f6e0f7a11")
_COLLECTION = "quarterline"
_TAGS = ("document", "quarter", "priority", "operation", "place", "own_place", "theme", "kind")
# Each list's depth before the server fuses them.
_DEPTH = 500
# Seconds for one request, and for all tries of one over the nodes: a cluster that has lost a
# node needs some seconds until the others agree on it.
_TIMEOUT = 10
_PATIENCE = 60.0
_SERVER_ERROR = 500
_TOO_MANY = 429


@dataclass
class Qdrant:
    """A collection on the nodes of a cluster; any node that answers serves.

    `nodes` are addresses "host:port" of the HTTP interface.
    """

    nodes: tuple[str, ...]
    collection: str = _COLLECTION
    patience: float = _PATIENCE
    _clients: dict[str, QdrantClient] = field(default_factory=dict, repr=False)
    _first: int = 0

    @staticmethod
    def at(address: str) -> Qdrant:
        """By its address; raises EngineError for one that is none. Nothing is sent yet."""
        rest = address.removeprefix(SCHEME)
        hosts, _, collection = rest.partition("/")
        nodes = tuple(host.strip() for host in hosts.split(",") if host.strip())
        if not address.startswith(SCHEME) or not nodes or not all(map(_is_node, nodes)):
            raise EngineError(
                f"{address!r} is not the address of an engine; expected "
                "qdrant://host:port or qdrant://host:port,host:port/collection"
            )
        return Qdrant(nodes, collection or _COLLECTION)

    @property
    def address(self) -> str:
        """Where it is, as the user named it."""
        return f"{SCHEME}{','.join(self.nodes)}/{self.collection}"

    # ---- loading

    def load(
        self,
        points: Iterable[Point],
        *,
        dimensions: int,
        shards: int = 1,
        replicas: int = 1,
        progress: Callable[[int], None] = lambda done: None,
    ) -> Loaded:
        """Bring the collection to these points: send what it lacks, take out what is no more.

        Made with `shards` and `replicas` where there is none; they cannot be changed later.
        May be stopped at any moment and begun again: what was sent is not sent twice. Old
        points go last, so that a search in between finds them rather than nothing.
        """
        self._ensure(dimensions, shards, replicas)
        held = self._keys()
        wanted: set[str] = set()
        sent = unchanged = 0
        fresh = (p for p in _noted(points, wanted) if held.get(_point_id(p.passage)) != p.key)
        while batch := list(islice(fresh, BATCH)):
            made = [_struct(point) for point in batch]
            self._ask("upsert", points=made, wait=True)
            sent += len(batch)
            progress(len(wanted))
        unchanged = len(wanted) - sent
        gone = [key for key in held if key not in wanted]
        for start in range(0, len(gone), BATCH):
            ids: list[int | str | uuid.UUID] = list(gone[start : start + BATCH])
            self._ask("delete", points_selector=models.PointIdsList(points=ids), wait=True)
        progress(len(wanted))
        return Loaded(sent, unchanged, len(gone))

    def count(self) -> int:
        """Number of points, counted exactly."""
        return int(self._ask("count", exact=True).count)

    def drop(self) -> None:
        """Delete the collection."""
        self._ask("delete_collection")

    def _ensure(self, dimensions: int, shards: int, replicas: int) -> None:
        if self._ask("collection_exists"):
            self._check_dimensions(dimensions)
            return
        self._ask(
            "create_collection",
            vectors_config={
                DENSE: models.VectorParams(
                    size=dimensions,
                    distance=models.Distance.DOT,
                    multivector_config=models.MultiVectorConfig(
                        comparator=models.MultiVectorComparator.MAX_SIM
                    ),
                )
            },
            sparse_vectors_config={SPARSE: models.SparseVectorParams()},
            shard_number=shards,
            replication_factor=replicas,
            timeout=int(self.patience),
        )
        keyword = models.PayloadSchemaType.KEYWORD
        for kind in _TAGS:
            self._ask("create_payload_index", field_name=kind, field_schema=keyword, wait=True)

    def _check_dimensions(self, dimensions: int) -> None:
        info = self._ask("get_collection")
        vectors = info.config.params.vectors
        held = vectors.get(DENSE) if isinstance(vectors, Mapping) else None
        if held is None or held.size != dimensions:
            raise EngineError(
                f"the collection {self.collection} at {self.address} was not made for vectors of "
                f"{dimensions} numbers; name another collection after the address, as in "
                f"{SCHEME}{self.nodes[0]}/another"
            )

    def _keys(self) -> dict[str, str]:
        """The points that are there, by id, each with its key."""
        found: dict[str, str] = {}
        offset: Any = None
        while True:
            page, offset = self._ask(
                "scroll", limit=1_000, offset=offset, with_payload=["key"], with_vectors=False
            )
            found |= {str(point.id): str((point.payload or {}).get("key", "")) for point in page}
            if offset is None:
                return found

    # ---- searching

    def candidates(self, retrieval: Retrieval) -> list[str]:
        """See `index.engine.Engine`: one round trip."""
        fused = self._ask("query_batch_points", requests=[_fused(retrieval, _filter(retrieval))])
        return [str((point.payload or {})["passage"]) for point in fused[0].points]

    # ---- asking

    def _ask(self, method: str, **given: Any) -> Any:
        """Ask the nodes in turn until one answers; the one that did is asked first next time.

        `method` is one of QdrantClient's. Every request may be repeated: points are written
        under ids of their own.
        """
        until = time.monotonic() + self.patience
        pause = 0.05
        while True:
            for step in range(len(self.nodes)):
                at = (self._first + step) % len(self.nodes)
                try:
                    client = self._client(self.nodes[at])
                    answer = getattr(client, method)(self.collection, **given)
                except (ResponseHandlingException, UnexpectedResponse) as error:
                    last: Exception = error
                    if not _may_pass(error):
                        raise EngineError(
                            f"{self.nodes[at]} refused a request: {_said(error)}; "
                            "check that it is a Qdrant server of version 1.16 or later"
                        ) from error
                else:
                    self._first = at
                    return answer
            if time.monotonic() + pause > until:
                raise EngineError(
                    f"no node of {self.address} answered within {self.patience:.0f} seconds: "
                    f"{_said(last)}; check that the servers run, or leave --engine out to "
                    "search in the library's own folder"
                ) from last
            time.sleep(pause)
            pause = min(2 * pause, 2.0)

    def _client(self, node: str) -> QdrantClient:
        if node not in self._clients:
            self._clients[node] = QdrantClient(
                url=f"http://{node}", timeout=_TIMEOUT, check_compatibility=False
            )
        return self._clients[node]


def _is_node(node: str) -> bool:
    host, mark, port = node.rpartition(":")
    return bool(host and mark and port.isdigit())


def _noted(points: Iterable[Point], wanted: set[str]) -> Iterator[Point]:
    for point in points:
        wanted.add(_point_id(point.passage))
        yield point


def _point_id(passage: str) -> str:
    return str(uuid.uuid5(_POINTS, passage))


def _struct(point: Point) -> models.PointStruct:
    return models.PointStruct(
        id=_point_id(point.passage),
        vector={DENSE: point.vectors.tolist(), SPARSE: _sparse(point.words)},
        payload={"passage": point.passage, "key": point.key}
        | {kind: list(values) for kind, values in point.tags.items()},
    )


def _sparse(words: Mapping[str, float]) -> models.SparseVector:
    """Words as a sparse vector; a word's number is a hash of it, so that no list is shared."""
    numbered: dict[int, float] = {}
    for word, weight in words.items():
        number = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")
        numbered[number] = max(weight, numbered.get(number, 0.0))
    return models.SparseVector(indices=list(numbered), values=list(numbered.values()))


def _any_of(kind: str, values: Sequence[str]) -> models.FieldCondition:
    return models.FieldCondition(key=kind, match=models.MatchAny(any=list(values)))


def _filter(retrieval: Retrieval) -> models.Filter | None:
    must: list[Any] = [_any_of(k, v) for k, v in (retrieval.required or {}).items() if v]
    if retrieval.only is not None:
        must.append(models.HasIdCondition(has_id=[_point_id(p) for p in retrieval.only]))
    return models.Filter(must=must) if must else None


def _fused(retrieval: Retrieval, filtered: models.Filter | None) -> models.QueryRequest:
    """Both lists, and the passages of the operations asked for, fused by a formula."""
    vector = retrieval.vector.tolist()
    prefetch = [models.Prefetch(query=vector, using=DENSE, filter=filtered, limit=_DEPTH)]
    parts: list[Any] = [models.MultExpression(mult=[1 - retrieval.share, "$score[0]"])]
    defaults: dict[str, Any] = {"$score[0]": 0.0}
    if retrieval.words:
        prefetch.append(
            models.Prefetch(
                query=_sparse(retrieval.words), using=SPARSE, filter=filtered, limit=_DEPTH
            )
        )
        parts.append(models.MultExpression(mult=[retrieval.share, "$score[1]"]))
        defaults["$score[1]"] = 0.0
    for boost in retrieval.boosts:
        tagged: Any = _any_of(boost.kind, boost.values)
        if boost.unless:
            tagged = models.Filter(must=[tagged], must_not=[_any_of(boost.kind, boost.unless)])
        parts.append(models.MultExpression(mult=[boost.weight, tagged]))
        if boost.kind == "operation":
            both = [*((filtered.must if filtered else None) or []), tagged]
            prefetch.append(
                models.Prefetch(
                    query=vector, using=DENSE, filter=models.Filter(must=both), limit=_DEPTH
                )
            )
    return models.QueryRequest(
        prefetch=prefetch,
        query=models.FormulaQuery(formula=models.SumExpression(sum=parts), defaults=defaults),
        limit=retrieval.count,
        with_payload=["passage"],
    )


def _may_pass(error: Exception) -> bool:
    """Whether another node, or the same one later, may still answer."""
    if isinstance(error, UnexpectedResponse):
        status = error.status_code or _SERVER_ERROR
        return status >= _SERVER_ERROR or status == _TOO_MANY
    return True


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200]

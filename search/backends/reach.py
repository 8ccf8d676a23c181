"""How an engine is reached, beside its address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """``seconds``: how long a search may take. The rest concerns Elasticsearch alone.

    ``ca_certs``: the file of the authority that signed its certificate, "" for those that the
    system knows; ``replicas``: None has one as soon as there is a second node.
    """

    seconds: float = 0.8
    api_key: str = ""
    ca_certs: str = ""
    shards: int = 1
    replicas: int | None = None

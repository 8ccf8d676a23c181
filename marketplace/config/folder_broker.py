"""kombu's broker in a folder, whose messages appear whole.

kombu opens a message under its final name and fills it afterwards; a worker that looks 20 times a
second reads an empty one within minutes, and dies of it.
"""

import os
from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    # kombu's own classes name the second parameter differently.
    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        """Written beside, under a name that no queue reads, then renamed."""
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f".{name}"
        try:
            unfinished.write_text(dumps(payload))
            os.replace(unfinished, folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name!r} to the broker's folder") from error


class Transport(filesystem.Transport):
    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """None: a folder has no host, and kombu would warn that none was named."""
        return {}

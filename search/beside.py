"""The beginning of a process that reads for another one; nothing here may need Django before it."""

import os
import threading
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess

import django


def begin() -> None:
    """It ends with the one that it reads for, even if that is killed and can tell nobody."""
    django.setup()
    threading.Thread(target=_end_with, args=[parent_process()], daemon=True).start()


def _end_with(other: BaseProcess | None) -> None:
    if other:
        other.join()
        os._exit(1)

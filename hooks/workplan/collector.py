"""Python's garbage collector, held off while much is made and nothing thrown away.

It looks for cycles each time there are many more objects than before. Reading a plan makes a
hundred or so a task, all of them kept and none in a cycle: a quarter of its time would go there.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """No search for cycles inside; also a decorator of functions."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

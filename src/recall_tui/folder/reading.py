"""Reading many notes, in processes: the interpreter lock would let one thread at a time do it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, suppress
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from recall_tui.errors import NoteError
from recall_tui.folder import files
from recall_tui.folder.indexing import (
    BASE,
    NO_EDGES,
    Opened,
    Shelf,
    edges_of,
    mapped,
    understood_all,
    write,
)
from recall_tui.folder.scan import Found, Problem
from recall_tui.folder.scratch import scratch
from recall_tui.recall.document import Document
from recall_tui.recall.languages import Languages
from recall_tui.recall.segment import Segment

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

PART = 4_000
"""Notes that a process reads at a time; larger parts have fewer words in common to put together."""
FIRST = 400
"""Notes that each process reads first, so that there is soon something to be asked."""
BATCH = 64
GROWTH = 6
"""What has been read is put together, to be asked, each time it is so many times as much."""
EARLY = 3
"""But not when it is more than one note in so many: soon all are put together."""
PROCESSES = 2
"""More would not wait for each other, but for the disk and for whoever is typing."""
NICE = 10
"""How far reading in processes stands back behind everything else."""


def read_in_processes(
    shelf: Shelf,
    found: Iterable[Found],
    took_in: Callable[[Opened], None],
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
    problems: list[Problem],
) -> Opened | None:
    """Read so many notes that one process would take long; returns all that was read, None where stopped.

    Reading begins while `found` still looks; `progress(done, total)` is called when that has ended. `took_in`
    gets what there is so far, now and then. What is read is put together in the processes too, and mapped
    here: the one that asked hardly does more than wait. Raises OSError where processes cannot be had.
    """
    from concurrent.futures import FIRST_COMPLETED, wait

    with scratch(shelf.place) as place, _processes() as pool:
        names = (f"{place}/{number}" for number in count())
        walk, known, begun, done, goal = iter(found), list[Found](), 0, 0, FIRST
        reading: dict[Future[Any], tuple[str, int]] = {}
        ready: list[str] = []
        joining: Future[Any] | None = None
        joined, whole = "", False
        while not stopped():
            more = list(islice(walk, PART))
            known += more
            # Not all at once: what is to be joined would come last.
            while begun < len(known) and len(reading) + bool(joining) < PROCESSES:
                part = known[begun : begun + _portion(begun, len(known))]
                name = next(names)
                reading[pool.submit(_read_part, shelf.root, part, shelf.language, name)] = name, len(part)
                begun += len(part)
            if not more:
                progress(done, len(known))
            working = [*reading, *([joining] if joining else [])]
            for future in wait(working, 0 if more else 0.1, FIRST_COMPLETED).done:
                if future is joining:
                    future.result()
                    opened = mapped(joined)
                    if whole:
                        if shelf.place:
                            with suppress(OSError):
                                Path(joined).replace(shelf.place / BASE)
                        return opened
                    took_in(opened)
                    joining = None
                    ready.append(joined)
                else:
                    name, notes = reading.pop(future)
                    ready.append(name)
                    problems += future.result()
                    done += notes
            all_read = done == len(known) and not more
            if joining is None and (all_read or goal <= done <= len(known) / EARLY):
                goal, whole = GROWTH * done, all_read
                if len(ready) == 1 and not whole:
                    took_in(mapped(ready[0]))
                    continue
                joined = next(names)
                joining = pool.submit(_join, ready, joined, shelf.meta() if whole else None)
                ready = []
    return None


def _portion(begun: int, known: int) -> int:
    """How many notes a process reads next, where it has begun with some of those that are known.

    Few at first, so that there is soon something to be asked, and at the end, so that none waits for another.
    """
    return FIRST if begun < PROCESSES * FIRST else min(PART, max(FIRST, (known - begun) // (2 * PROCESSES)))


@contextmanager
def _processes() -> Iterator[ProcessPoolExecutor]:
    """Processes to read in; they end with this, whatever they are at. Raises OSError where one was ended."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # It hands standard error on, and that of a running terminal program has no descriptor.
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__), suppress(ValueError, AttributeError):
        resource_tracker.ensure_running()
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks as they stand
    pool = ProcessPoolExecutor(PROCESSES, context, _begin)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise OSError("A process that read notes was ended.") from error
    finally:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown()


def _begin() -> None:
    """Stand back, and end with the one that asked, if that is killed. Runs in a process, first of all."""
    import gc
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is meant for the one that asked
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # nothing is to be written over a terminal program
    if hasattr(os, "nice"):
        os.nice(NICE)
    gc.disable()  # notes make no cycles, and looking for some among so many objects takes a fifth of the time
    threading.Thread(target=_end_together, daemon=True).start()


def _end_together() -> None:
    import multiprocessing

    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _read_part(root: Path, found: Sequence[Found], language: str, name: str) -> list[Problem]:
    """Read notes and leave them as a segment in a file; returns what can't be read. Runs in a process."""
    languages = _languages(language)
    documents: list[Document] = []
    problems = []
    for at in range(0, len(found), BATCH):
        batch = []
        for entry in found[at : at + BATCH]:
            try:
                batch.append((files.read(root, entry.path), entry))
            except NoteError as error:
                problems.append(Problem(entry.path, str(error)))
        documents += understood_all(batch, languages)
    write(Path(name), {}, Segment.of(documents), NO_EDGES)
    return problems


@cache
def _languages(setting: str) -> Languages:
    """Kept with the words it knows, for the next part."""
    return Languages(setting)


def _join(names: Sequence[str], name: str, meta: Mapping[str, Any] | None) -> None:
    """Make one segment of several; with where it leads and under this meta where it is the whole folder.

    Runs in a process.
    """
    parts = [mapped(each).segments[0] for each in names]
    segment = Segment.merged(parts, [np.ones(len(part), np.bool_) for part in parts])
    edges = NO_EDGES if meta is None else edges_of(segment)
    write(Path(name), meta or {}, segment, edges)
    for each in names:
        Path(each).unlink()

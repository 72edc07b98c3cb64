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
from numpy.typing import NDArray

from recall_tui.errors import NoteError
from recall_tui.folder import cache as store
from recall_tui.folder import files
from recall_tui.folder.indexing import (
    BASE,
    NO_EDGES,
    Opened,
    Shelf,
    edge_arrays,
    edges_of,
    loaded,
    mapped,
    understood_all,
    write,
)
from recall_tui.folder.scan import Found, Problem
from recall_tui.folder.scratch import scratch
from recall_tui.recall.document import Document
from recall_tui.recall.languages import Languages
from recall_tui.recall.segment import Segment, arrays_of, merged_notes, merged_words

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
        more: Sequence[Found] | None = None
        reading: dict[Future[Any], tuple[str, int]] = {}
        ready: list[str] = []
        joining: Future[Any] | None = None
        joined = ""
        while more != [] or joining or done < len(known):
            if stopped():
                return None
            more = list(islice(walk, PART))
            known += more
            # Not all at once: what is to be joined would come last.
            while begun < len(known) and len(reading) + bool(joining) < PROCESSES:
                part = known[begun : begun + _portion(begun, len(known))]
                name = next(names)
                reading[pool.submit(_read_part, shelf.root, part, shelf.language, name)] = name, len(part)
                begun += len(part)
            working = [*reading, *([joining] if joining else [])]
            for future in wait(working, 0 if more else 0.1, FIRST_COMPLETED).done:
                if future is joining:
                    future.result()
                    joining = None
                    ready.append(joined)
                    took_in(mapped(joined))
                else:
                    name, notes = reading.pop(future)
                    ready.append(name)
                    problems += future.result()
                    done += notes
            if not more:
                progress(done, len(known))
            if joining is None and goal <= done <= len(known) / EARLY:
                goal = GROWTH * done
                if len(ready) == 1:
                    took_in(mapped(ready[0]))
                else:
                    joined = next(names)
                    joining = pool.submit(_join, ready, joined)
                    ready = []
        whole = next(names)
        if not _put_together(pool, ready, whole, shelf.meta(), stopped):
            return None
        opened = mapped(whole)
        if shelf.place:
            with suppress(OSError):
                Path(whole).replace(shelf.place / BASE)
        return opened


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


def _put_together(
    pool: ProcessPoolExecutor,
    parts: Sequence[str],
    name: str,
    meta: Mapping[str, Any],
    stopped: Callable[[], bool],
) -> bool:
    """Make one file of all parts, each process half of it; False where stopped."""
    from concurrent.futures import wait

    words, notes = f"{name}-words", f"{name}-notes"
    halves = (_join_words, parts, words), (_join_notes, parts, notes)
    for calls in halves, [(_bind, parts, (words, notes), name, meta)]:
        futures = [pool.submit(*call) for call in calls]
        while wait(futures, 0.1).not_done:
            if stopped():
                return False
        for future in futures:
            future.result()
    return True


def _join(names: Sequence[str], name: str) -> None:
    """Make one segment of several. Runs in a process."""
    write(Path(name), {}, Segment.merged(*_parts(names)), NO_EDGES)
    for each in names:
        Path(each).unlink()


def _join_words(names: Sequence[str], name: str) -> None:
    """Leave one half of the segment of all notes in a file: the terms. Runs in a process."""
    store.write(Path(name), {}, arrays_of(merged_words(*_parts(names))))


def _join_notes(names: Sequence[str], name: str) -> None:
    """Leave the other half, and where notes lead. Runs in a process."""
    columns = merged_notes(*_parts(names))
    edges = edges_of(*(columns[each] for each in ("paths", "keys", "targets", "prev", "next")))
    store.write(Path(name), {}, arrays_of(columns) | edge_arrays(edges))


def _bind(names: Sequence[str], halves: Sequence[str], name: str, meta: Mapping[str, Any]) -> None:
    """Make one file of both, under this meta. Runs in a process."""
    for each in names:
        Path(each).unlink()  # else the disk would hold all three times
    words, notes = (loaded(each).arrays for each in halves)
    store.write(Path(name), meta, words | notes)


def _parts(names: Sequence[str]) -> tuple[list[Segment], list[NDArray[np.bool_]]]:
    """Segments that were left in files, and that all their notes are alive."""
    parts = [mapped(each).segments[0] for each in names]
    return parts, [np.ones(len(part), np.bool_) for part in parts]

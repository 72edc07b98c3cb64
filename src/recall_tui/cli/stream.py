"""`recall related --stream`: one JSON request a line in, one JSON answer a line out, for editors."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from time import perf_counter
from typing import Any, NamedTuple

from recall_tui.cli.show import as_json, json_line
from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Draft


class Request(NamedTuple):
    """What a line asks for."""

    draft: Draft
    note: str
    """The path, id or name of the note that the draft is of; "" for a new one."""
    limit: int | None


def serve(notebook: Notebook, lines: Iterable[bytes]) -> None:
    """Answer each line by one line, at once; a bad one by `{"error": …}`."""
    for line in lines:
        json_line(answer(notebook, line))


def answer(notebook: Notebook, line: bytes) -> dict[str, Any]:
    """The answer to a line; `ms` is the time it took to find it, in milliseconds."""
    began = perf_counter()
    try:
        draft, note, limit = read_request(line)
        path = notebook.find(note) or ""
    except RecallError as error:
        return {"error": str(error)}
    hits = [as_json(hit) for hit in notebook.recall(draft, note=path, limit=limit)]
    return {"hits": hits, "ms": round((perf_counter() - began) * 1000, 3)}


def read_request(line: bytes) -> Request:
    """The request on a line. Raises RecallError."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:  # nested too deep; numbers too long are ValueErrors
        raise RecallError(f"This is not a line of JSON: {error}") from error
    if not isinstance(request, dict) or not isinstance(request.get("draft"), str):
        raise RecallError('A request is an object with the draft as a string, as in {"draft": "my words"}.')
    draft, cursor = request["draft"], request.get("cursor")
    note, limit, typing = request.get("note"), request.get("limit"), request.get("typing")
    if cursor is not None and type(cursor) is not int:
        raise RecallError("cursor is a whole number of characters from the start of the draft.")
    if note is not None and not isinstance(note, str):
        raise RecallError("note is the path or the name of a note, a string.")
    if limit is not None and (type(limit) is not int or limit < 1):
        raise RecallError("limit is a whole number from 1.")
    if typing is not None and not isinstance(typing, bool):
        raise RecallError("typing is true or false.")
    return Request(replace(Draft.at(draft, cursor), typing=bool(typing)), note or "", limit)

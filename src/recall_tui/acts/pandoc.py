"""Formats that pandoc writes, where it is installed: it is run without a shell, and fetches nothing.

Markdown goes in without raw HTML or TeX, and what comes out of reading it is looked through before it is
written: a picture that is not one of ours becomes a link, since pandoc would fetch it from wherever it is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recall_tui.errors import EssayError

READER = "commonmark-raw_html+footnotes+pipe_tables+strikeout+task_lists"
ENGINES = ("tectonic", "xelatex", "lualatex", "typst", "weasyprint", "wkhtmltopdf", "prince")
"""What makes a PDF of what pandoc writes, the best first."""
SECONDS = 180


def convert(markdown: str, to: str, title: str, pictures: Mapping[str, bytes]) -> bytes:
    """An essay as docx, odt, epub or pdf. `pictures` are by their addresses in it. Raises EssayError."""
    pandoc = shutil.which("pandoc")
    if not pandoc:
        raise EssayError(
            f"A {to} file is made by pandoc, which is not installed. Install it from https://pandoc.org,"
            " or use --to html, which word processors open too."
        )
    options = []
    if to == "pdf":
        engine = next((found for name in ENGINES if (found := shutil.which(name))), None)
        if not engine:
            raise EssayError(
                f"For a pdf file pandoc needs one of {', '.join(ENGINES)}, and none is installed."
                " Install one, or use --to html and print that from a browser."
            )
        options.append(f"--pdf-engine={engine}")
    with TemporaryDirectory(prefix="recall-") as folder:
        files: dict[str, str] = {}
        for number, (address, data) in enumerate(pictures.items()):
            ending = address.rpartition(".")[2].lower()
            files[address] = f"{number}.{ending}"
            (Path(folder) / files[address]).write_bytes(data)
        read = _run([pandoc, "-f", READER, "-t", "json"], markdown.encode("utf-8", "replace"), folder)
        document = _own(read, title, files, to)
        made = f"made.{to}"
        _run([pandoc, "-f", "json", "-s", "-o", made, *options], document, folder)
        return (Path(folder) / made).read_bytes()


def _run(command: list[str], given: bytes, folder: str) -> bytes:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        ran = subprocess.run(
            command, input=given, capture_output=True, cwd=folder, env=environment, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise EssayError(f"pandoc took longer than {SECONDS} seconds and was ended.") from error
    except OSError as error:
        raise EssayError(f"pandoc could not be started: {error.strerror}.") from error
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().split("\n")
        raise EssayError(f"pandoc could not make the file: {' '.join(said[-3:])}")
    return ran.stdout


def _own(read: bytes, title: str, files: Mapping[str, str], to: str) -> bytes:
    """What pandoc read, with its title, with our pictures alone, and without anything raw."""
    try:
        document = json.loads(read)
        blocks = document["blocks"]
        if blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] == 1:
            document["meta"]["title"] = {"t": "MetaInlines", "c": blocks.pop(0)["c"][2]}
        elif to == "epub":
            document["meta"]["title"] = {"t": "MetaInlines", "c": [{"t": "Str", "c": title}]}
        waiting: list[Any] = [document]
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict):
                match item.get("t"):
                    case "Image":
                        address = item["c"][2][0]
                        item["t"] = "Image" if address in files else "Link"
                        item["c"][2][0] = files.get(address, address)
                    case "RawInline":
                        item.update(t="Str", c=item["c"][1])
                    case "RawBlock":
                        item.update(t="Para", c=[{"t": "Str", "c": item["c"][1]}])
                waiting += item.values()
            elif isinstance(item, list):
                waiting += item
        return json.dumps(document).encode()
    except RecursionError as error:
        raise EssayError("The essay is nested too deep for pandoc. Use --to html.") from error

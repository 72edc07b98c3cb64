"""What commands share: options, and words that may begin with a dash, as in `recall search whale -ahab`."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

Folder = Annotated[
    str | None,
    typer.Option(
        "--folder", metavar="DIR", help="The notes folder: by default the one set, else the current one."
    ),
]
Fold = Annotated[
    bool | None,
    typer.Option(
        "--fold/--no-fold",
        help="Show the best of each thread, and the others of it behind that: by default as set.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit", metavar="N", min=1, help="At most this many notes: by default the setting cards."
    ),
]

Note = Annotated[str, typer.Argument(metavar="NOTE", hidden=True)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
Out = Annotated[
    str, typer.Option("-o", "--out", metavar="FILE", help="Write it to a new file in place of printing.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


class Words(TyperCommand):
    """A command whose words may begin with one `-`: only what begins with two is an option, and -h."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the options first, so that what follows is words whatever they begin with."""
        valued = {name for param in self.params if not getattr(param, "is_flag", True) for name in param.opts}
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for argument in rest:
            if argument == "--":
                words += rest
            elif argument == "-h" or argument.startswith("--"):
                value = [*islice(rest, argument in valued)]
                if argument in valued and not value:
                    return super().parse_args(ctx, [argument])  # it is told what it lacks
                options += [argument, *value]
            else:
                words.append(argument)
        return super().parse_args(ctx, [*options, "--", *words])

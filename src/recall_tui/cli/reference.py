"""docs/cli.md, made from the help of the commands: `python -m recall_tui.cli.reference [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from typer.core import TyperGroup

from recall_tui.cli.commands import app

FILE = Path("docs/cli.md")
"""From the root of the project."""
WIDTH = 80

INTRODUCTION = """\
# recall on the command line

<!-- Made from the help of the commands. After changing that: python -m recall_tui.cli.reference -->

What the pane shows, for the shell, for scripts and for other editors. This is what `recall --help` and
`recall COMMAND --help` print.

What a terminal would obey or hide (escape sequences, bidi overrides) is printed as a visible sign, in a pipe
too; with `--json` it is escaped. Only a path alone on its line, as of `recall new`, goes into a pipe as its
very bytes.
"""


def reference() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    with root.make_context("recall", [], resilient_parsing=True, terminal_width=WIDTH) as context:
        helps = [("recall", root.get_help(context))]
        for name, command in root.commands.items():
            with command.make_context(name, [], context, resilient_parsing=True) as inner:
                helps.append((f"recall {name}", command.get_help(inner)))
                for part, below in command.commands.items() if isinstance(command, TyperGroup) else ():
                    with below.make_context(part, [], inner, resilient_parsing=True) as context_below:
                        helps.append((f"recall {name} {part}", below.get_help(context_below)))
    return INTRODUCTION + "".join(f"\n## {name}\n\n```text\n{text}\n```\n" for name, text in helps)


def main(arguments: list[str]) -> int:
    """Write the page; with `--check` only say whether it is out of date, by the exit code."""
    if "--check" not in arguments:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(reference(), encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != reference():
        print(f"{FILE} is out of date. Make it anew: python -m recall_tui.cli.reference", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

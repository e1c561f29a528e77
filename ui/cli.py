"""The console script `footnote`: one command a module of `ui.commands`.

Exit codes: 0 done, 1 a gate was not met or a check failed, 2 misuse or input that cannot be used, 130 interrupted.
"""

from __future__ import annotations

import sys

import typer

from rag.errors import FootnoteError
from ui.commands import ablate, ask, batch, compare, doctor, evaluate, gold, index, serve, widget

app = typer.Typer(
    name="footnote",
    help="Ask an article; get a short answer with the exact words it stands on. No LLM, no key, no network.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("index")(index.run)
app.command("ask")(ask.run)
app.command("batch")(batch.run)
app.command("serve")(serve.run)
app.command("eval")(evaluate.run)
app.command("ablate")(ablate.run)
app.command("compare")(compare.run)
app.add_typer(gold.app, name="gold")
app.command("doctor")(doctor.run)
app.command("widget")(widget.run)


def main() -> None:
    """Run the command line; whatever Footnote raises on purpose becomes one line and exit code 2."""
    try:
        app()
    except FootnoteError as error:
        print(f"footnote: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`footnote ... | head`); nothing to say and nobody to say it to.
        sys.stderr.close()
        sys.exit(0)

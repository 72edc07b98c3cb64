"""The terminal program: an editor, and beside it what past selves wrote."""

import os

# Textual reads it when it is first imported. Its default, 60, lets a second paint wait for up to 33 ms.
os.environ.setdefault("TEXTUAL_FPS", "240")

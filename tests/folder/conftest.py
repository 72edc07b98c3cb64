"""What the tests of the folder share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def unprivileged() -> Iterator[tuple[Path, Callable[[], AbstractContextManager[None]]]]:
    """A folder of a person whom permissions bind, and a context to act as that person: root ignores modes."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    if root:
        os.chown(folder, NOBODY, NOBODY)

    @contextmanager
    def acting() -> Iterator[None]:
        if root:
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)
                os.setegid(0)

    yield folder, acting
    folder.chmod(0o700)
    for path, folders, _ in os.walk(folder):
        for name in folders:
            Path(path, name).chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def with_mounts() -> Callable[[str, Path], subprocess.CompletedProcess[str]]:
    """Runs a program of Python that mounts what nobody else sees; the folder is its only argument."""

    def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["unshare", "-m", sys.executable, "-c", code, folder],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        if "mount" in done.stderr or "unshare" in done.stderr:
            pytest.skip(f"nothing can be mounted here: {done.stderr}")
        return done

    return run

from __future__ import annotations

import errno
import json
import os
import resource
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from recall_tui.folder.cache import Cached, load, write

Arrays = dict[str, NDArray[Any]]

SCALARS = st.sampled_from(["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"])
DTYPES = st.builds(lambda order, dtype: np.dtype(order + dtype), st.sampled_from("<>"), SCALARS)
TEXT = st.text(st.characters(), max_size=8)
"""Of any characters: lone halves of pairs, in which paths come that are not UTF-8, among them."""
ARRAYS = st.dictionaries(
    TEXT, hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=9)), max_size=5
)
META = st.dictionaries(
    TEXT,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


def sample() -> Arrays:
    return {
        "a": np.arange(5, dtype=np.int32),
        "none": np.empty(0, np.int64),
        "b": np.array([[True, False, True]]),
        "c": np.array([0.5, -1.0]),
    }


def written(folder: Path, meta: dict[str, Any], arrays: Arrays) -> Path:
    path = folder / "index"
    write(path, meta, arrays)
    return path


def opened(path: Path) -> Cached:
    cached = load(path)
    assert cached is not None
    return cached


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def same(found: Arrays, expected: Arrays) -> bool:
    """Whether these are the same arrays bit by bit, in one order; the byte order of the numbers aside."""
    return [(n, a.shape, a.dtype, a.tobytes()) for n, a in found.items()] == [
        (n, a.shape, a.dtype.newbyteorder("<"), a.astype(a.dtype.newbyteorder("<")).tobytes())
        for n, a in expected.items()
    ]


def used(arrays: Arrays) -> None:
    """Do with arrays what is done with arrays; no number in them may make that fail."""
    for array in arrays.values():
        with np.errstate(all="ignore"):
            array.sum(), np.sort(array, axis=None), array[array != 0], array.tolist()
        if array.dtype == np.bool_:  # a damaged one holds more than 0 and 1
            chosen = np.arange(array.size).reshape(array.shape)[array]
            assert len(chosen) == np.count_nonzero(array) <= array.size


def holds(cached: Cached | None) -> bool:
    """Whether the file would be believed; what is loaded can be read in any case."""
    if cached is None:
        return False
    used(cached.arrays)
    return cached.sound()


# There and back


@given(META, ARRAYS)
def test_what_was_written_is_loaded(meta: dict[str, Any], arrays: Arrays) -> None:
    with TemporaryDirectory() as folder:
        cached = opened(written(Path(folder), meta, arrays))
        assert cached.meta == meta
        assert same(cached.arrays, arrays)
        assert cached.sound()
        assert all(a.ctypes.data % 64 == 0 and not a.flags.writeable for a in cached.arrays.values())


def test_arrays_that_are_not_contiguous_are_written_as_they_look(tmp_path: Path) -> None:
    table = np.arange(12).reshape(3, 4)
    arrays = {"column": table[:, 1], "turned": table.T, "backwards": np.arange(5)[::-1]}
    assert same(opened(written(tmp_path, {}, arrays)).arrays, arrays)


def test_a_large_array_is_written_in_one_piece(tmp_path: Path) -> None:
    arrays = {"odd": np.arange(1_000_003, dtype=np.uint8), "large": np.arange(300_001)}
    cached = opened(written(tmp_path, {}, arrays))
    assert same(cached.arrays, arrays)
    assert cached.sound()


def test_two_lone_halves_of_a_pair_stay_two(tmp_path: Path) -> None:
    name = "\ud83d\ude00"
    cached = opened(written(tmp_path, {name: [name]}, {name: np.arange(3)}))
    assert cached.meta == {name: [name]}
    assert list(cached.arrays) == [name]


def test_arrays_outlive_what_they_were_loaded_with(tmp_path: Path) -> None:
    arrays = opened(written(tmp_path, {}, sample())).arrays
    (tmp_path / "index").unlink()
    assert same(arrays, sample())


def test_no_descriptors_are_left_open(tmp_path: Path) -> None:
    path = written(tmp_path, {}, sample())
    (tmp_path / "bad").write_bytes(path.read_bytes()[:-1])
    before = len(names(Path("/dev/fd")))
    for _ in range(20):
        assert opened(path).sound()
        assert load(tmp_path / "bad") is None
        assert load(tmp_path) is None
    assert len(names(Path("/dev/fd"))) == before


# Damage


@given(META, ARRAYS, st.data())
def test_any_damage_is_found(meta: dict[str, Any], arrays: Arrays, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder), meta, arrays)
        whole = path.read_bytes()
        at = data.draw(st.integers(0, len(whole) - 1))
        damaged = {
            "flip": whole[:at] + bytes([whole[at] ^ 1 << data.draw(st.integers(0, 7))]) + whole[at + 1 :],
            "cut": whole[:at],
            "hole": whole[:at] + b"x" * 3 + whole[at:],
            "longer": whole + data.draw(st.binary(min_size=1)),
        }
        for torn in (whole[:at] + bytes(len(whole) - at), bytes(at) + whole[at:]):
            if torn != whole:  # a power cut leaves zeros where pages were not written
                damaged[f"torn {len(damaged)}"] = torn
        for what, content in damaged.items():
            path.write_bytes(content)
            assert not holds(load(path)), what


def test_every_bit_and_every_length_counts(tmp_path: Path) -> None:
    path = written(tmp_path, {"é": 1}, {"a": np.arange(3, dtype=np.int16), "b": np.array([True, False])})
    whole = path.read_bytes()
    for bit in range(8 * len(whole)):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        assert not holds(load(path)), bit
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert load(path) is None, length


@given(st.binary(max_size=200))
def test_garbage_is_no_cache(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "index")
        for begin in (b"", MAGIC, MAGIC + struct.pack("<I", VERSION)):
            path.write_bytes(begin + content)
            assert load(path) is None


def test_damage_after_loading_is_found_too(tmp_path: Path) -> None:
    path = written(tmp_path, {}, sample())
    cached = opened(path)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x7f")
    assert not cached.sound()
    used(cached.arrays)


def test_booleans_that_are_neither_true_nor_false_are_read_within_bounds(tmp_path: Path) -> None:
    content = np.random.default_rng(1).integers(0, 256, 100_001, np.uint8).tobytes()
    cached = opened(forged(tmp_path / "index", {"meta": {}, "arrays": {"x": ["|b1", [100_001]]}}, content))
    used(cached.arrays)


def test_a_failing_disk_is_unsound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = opened(written(tmp_path, {}, sample()))

    def fail(*args: object, **kwargs: object) -> object:
        raise OSError(errno.EIO, "")

    monkeypatch.setattr(os, "fdopen", fail)
    assert not cached.sound()


# Headers that someone made up, with checksums that are right

MAGIC, VERSION = b"recall\x00\xff", 1


def forged(path: Path, header: object, rest: bytes = b"", version: int = VERSION, length: int = 0) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    text += b" " * (-(24 + len(text)) % 64)
    prefix = struct.pack("<8sIII", MAGIC, version, length or len(text), zlib.crc32(rest))
    path.write_bytes(prefix + struct.pack("<I", zlib.crc32(prefix + text)) + text + rest)
    return path


def test_the_format_is_what_this_file_takes_it_for(tmp_path: Path) -> None:
    numbers = np.array([1, 2, 3], "<i4")
    path = forged(
        tmp_path / "index",
        {"meta": {"a": 1}, "arrays": {"x": ["|u1", [1]], "y": ["<i4", [3]]}},
        b"\x07" + bytes(63) + numbers.tobytes(),
    )
    cached = opened(path)
    assert cached.meta == {"a": 1}
    assert same(cached.arrays, {"x": np.array([7], "u1"), "y": numbers})
    assert cached.sound()


@pytest.mark.parametrize("version", [0, VERSION + 1, 2**32 - 1])
def test_other_versions_are_no_cache(tmp_path: Path, version: int) -> None:
    assert load(forged(tmp_path / "index", {"meta": {}, "arrays": {}}, version=version)) is None


@pytest.mark.parametrize("length", [1, 63, 65, 4096, 2**24 + 1, 2**32 - 1])
def test_a_header_of_another_length_is_no_cache(tmp_path: Path, length: int) -> None:
    assert load(forged(tmp_path / "index", {"meta": {}, "arrays": {}}, length=length)) is None


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 200_000,
        b'{"meta": {}, "arrays": {"x": ["<i8", [' + b"9" * 10_000 + b"]]}}",
        b"import os",
        None,
        [],
        {},
        {"meta": {}},
        {"arrays": {}},
        {"meta": [], "arrays": {}},
        {"meta": {}, "arrays": []},
        {"meta": {}, "arrays": [["x", ["<i8", [1]]]]},
    ],
    ids=lambda header: str(header)[:30],
)
def test_a_header_that_says_something_else_is_no_cache(tmp_path: Path, header: object) -> None:
    assert load(forged(tmp_path / "index", header)) is None


@pytest.mark.parametrize(
    "entry",
    [
        None,
        {},
        "<i8",
        ["<i8"],
        ["<i8", [1], 0],
        ["<i8", None],
        ["<i8", 1],
        ["<i8", "1"],
        ["<i8", ["1"]],
        ["<i8", [1.0]],
        ["<i8", [True]],
        ["<i8", [-1, -1]],
        ["<i8", [-1]],
        ["<i8", [0]],
        ["<i8", [2]],
        ["<i8", [2**61]],
        ["<i8", [2**64]],
        ["<i8", [0, 2**64]],
        ["<i8", [0, 2**62, 2**62]],
        ["<i8", [1] * 100],
        [">i8", [1]],
        ["i8", [1]],
        ["|O", [1]],
        ["|O8", [1]],
        ["O", [1]],
        ["|V8", [1]],
        ["|S8", [1]],
        ["<U2", [1]],
        ["<M8[s]", [1]],
        ["<c8", [1]],
        ["<i4,<i4", [1]],
        ["", [1]],
        [None, [1]],
        [["<i8"], [1]],
        [{"names": ["a"], "formats": ["<i8"]}, [1]],
    ],
    ids=str,
)
def test_an_array_that_is_none_is_no_cache(tmp_path: Path, entry: object) -> None:
    rest = b"" if entry in (["<i8", [0, 2**64]], ["<i8", [0, 2**62, 2**62]]) else bytes(8)  # as long as said
    assert load(forged(tmp_path / "index", {"meta": {}, "arrays": {"x": entry}}, rest)) is None


# What else can lie there


def test_what_is_no_file_is_no_cache_and_nothing_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    for name in ("pipe", "folder", "empty", "missing", "empty/below", "a\0b", "x" * 5000, "\ud800"):
        assert load(tmp_path / name) is None
    assert load(Path("/dev/zero")) is None
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(tmp_path / "socket"))
        assert load(tmp_path / "socket") is None


def test_a_link_is_not_followed_and_is_replaced(tmp_path: Path) -> None:
    target = written(tmp_path, {"old": 1}, sample())
    link = tmp_path / "link"
    link.symlink_to(target)
    assert load(link) is None
    write(link, {"new": 1}, {})
    assert opened(link).meta == {"new": 1}
    assert opened(target).meta == {"old": 1}


def test_what_others_may_not_read_or_have_written_is_no_cache(unprivileged) -> None:
    folder, acting = unprivileged
    with acting():
        path = written(folder, {}, sample())
        assert load(path) is not None
        path.chmod(0)
        assert load(path) is None
        path.chmod(0o600)
    if os.geteuid() == 0:
        assert load(path) is None  # for root it is someone else's


# Writing


def test_only_this_user_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.touch(0o666)
    write(path, {}, sample())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_mapped_stays_when_it_is_replaced(tmp_path: Path) -> None:
    path = written(tmp_path, {"n": 1}, sample())
    old = opened(path)
    write(path, {"n": 2}, {"a": np.zeros(1)})
    assert same(old.arrays, sample())
    assert old.sound()
    assert opened(path).meta == {"n": 2}


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, {}, sample())
    dates = np.array(["2024-01-01"], "datetime64[s]")
    others = [np.array(["a"]), np.array([{}]), np.zeros(1, "c8"), np.zeros(1, "i4,i4"), dates]
    for array in others:
        with pytest.raises(TypeError, match="'bad' has the dtype"):
            write(path, {}, {"fine": np.arange(3), "bad": array})
    with pytest.raises(TypeError):
        write(path, {"bad": {1, 2}}, {})
    with pytest.raises(ValueError, match="belongs in an array"):
        write(path, {"large": "x" * 2**24}, {})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write(path, {}, {"x": np.zeros(100_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == ["index"]
    assert same(opened(path).arrays, sample())


def test_where_nothing_can_be_written_is_an_error(tmp_path: Path, unprivileged) -> None:
    (tmp_path / "index").mkdir()
    for path in (tmp_path / "index", tmp_path / "missing/index"):
        with pytest.raises(OSError):
            write(path, {}, sample())
    assert names(tmp_path) == ["index"]
    folder, acting = unprivileged
    folder.chmod(0o500)
    with acting(), pytest.raises(PermissionError):
        write(folder / "index", {}, sample())


def test_what_a_killed_writer_left_goes_after_a_day(tmp_path: Path) -> None:
    killed = (
        "import os, sys, numpy\n"
        "from pathlib import Path\n"
        "from recall_tui.folder import cache\n"
        "os.replace = lambda *args: os._exit(9)\n"
        "cache.write(Path(sys.argv[1]), {}, {'a': numpy.arange(9)})\n"
    )
    path = tmp_path / "index"
    assert subprocess.run([sys.executable, "-c", killed, path], check=False).returncode == 9
    (left,) = tmp_path.iterdir()
    assert load(left) is not None  # a whole file, but not under its name
    (tmp_path / "index-notes.txt").touch()
    os.utime(tmp_path / "index-notes.txt", (0, 0))
    for age, stays in ((80_000, True), (90_000, False)):
        os.utime(left, (time.time() - age,) * 2)
        write(path, {}, {})
        assert left.exists() is stays
    assert names(tmp_path) == ["index", "index-notes.txt"]


def test_many_write_and_read_at_once(tmp_path: Path, eager_threads: None) -> None:
    path = written(tmp_path, {"writer": 0}, {"x": np.zeros(50_000, np.int32)})
    stop = threading.Event()
    wrong: list[object] = []

    def check() -> None:
        while not stop.is_set():
            cached = load(path)
            if cached is None or not cached.sound() or set(cached.arrays["x"]) != {cached.meta["writer"]}:
                wrong.append(cached)

    def replace(writer: int) -> None:
        try:
            for _ in range(10):
                write(path, {"writer": writer}, {"x": np.full(50_000, writer, np.int32)})
        except OSError as error:
            wrong.append(error)

    reader = threading.Thread(target=check)
    writers = [threading.Thread(target=replace, args=(n,)) for n in range(1, 5)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    assert wrong == []
    assert names(tmp_path) == ["index"]


def test_several_threads_may_ask_whether_one_is_sound(tmp_path: Path, eager_threads: None) -> None:
    cached = opened(written(tmp_path, {}, {"x": np.arange(300_000)}))
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(cached.sound())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 4

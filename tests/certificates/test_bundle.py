"""Many documents in one file: complete or not there, in as much memory as one takes."""

import tracemalloc
import zipfile

import pytest

from quizapp.certificates.bundle import bundle


def read(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_every_document_and_says_how_far_it_is(tmp_path):
    heard = []
    done = bundle(tmp_path / "all.zip", [("a.pdf", b"A"), ("b.pdf", b"B")], heard.append)
    assert (done, heard) == (2, [1, 2])
    assert read(tmp_path / "all.zip") == {"a.pdf": b"A", "b.pdf": b"B"}


def test_none_make_an_empty_file_and_the_folder_is_made(tmp_path):
    assert bundle(tmp_path / "new" / "all.zip", []) == 0
    assert read(tmp_path / "new" / "all.zip") == {}


def test_names_that_occur_twice_are_told_apart(tmp_path):
    bundle(tmp_path / "all.zip", [("a.pdf", b"1"), ("a.pdf", b"2"), ("a-2.pdf", b"3"), ("a", b"4"), ("a", b"5")])
    assert read(tmp_path / "all.zip") == {"a.pdf": b"1", "a-2.pdf": b"2", "a-2-2.pdf": b"3", "a": b"4", "a-2": b"5"}


def test_the_same_documents_make_the_same_file(tmp_path):
    for name in ("one.zip", "two.zip"):
        bundle(tmp_path / name, [("a.pdf", b"A")])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_bundle_that_fails_leaves_the_one_before_and_nothing_else(tmp_path):
    path = tmp_path / "all.zip"
    bundle(path, [("a.pdf", b"A")])

    def failing():
        yield "b.pdf", b"B"
        raise RuntimeError("no paper")

    with pytest.raises(RuntimeError, match="no paper"):
        bundle(path, failing())
    assert read(path) == {"a.pdf": b"A"}
    assert list(tmp_path.iterdir()) == [path]


def test_it_starts_afresh_after_one_that_was_cut_off(tmp_path):
    path = tmp_path / "all.zip"

    def interrupted():
        yield "a.pdf", b"A"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bundle(path, interrupted())
    assert list(tmp_path.iterdir()) == []
    assert bundle(path, [("a.pdf", b"A")]) == 1


def test_a_thousand_documents_take_no_more_memory_than_one(tmp_path):
    tracemalloc.start()
    bundle(tmp_path / "all.zip", ((f"{number}.pdf", bytes(40_000)) for number in range(1000)))
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()
    assert (tmp_path / "all.zip").stat().st_size > 40_000_000

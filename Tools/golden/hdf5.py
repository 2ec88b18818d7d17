"""Writes the HDF5 files that the tests of ShinsoFormats read, using h5py.

    pip install h5py==3.16.0 numpy==2.4.6
    python Tools/golden/hdf5.py Tests/ShinsoFormatsTests/Fixtures

Values follow the rules of formats.py: element i of an array is i or i / 4, or i % 3 == 0 in bool
arrays.
"""

import pathlib
import sys

import h5py
import numpy as np

TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">f4", ">f8", ">i4",
         ">u2"]


def values(count, kind):
    base = np.arange(count)
    return (base / 4 if "f" in kind else base).astype(kind)


def arrays(group):
    for kind in TYPES:
        group[kind.replace(">", "big-")] = values(6, kind).reshape(2, 3)
    group["bool"] = np.arange(6).reshape(2, 3) % 3 == 0
    group["scalar"] = np.float32(2.5)
    group["empty"] = np.zeros((0, 4), "f4")


def compact(group, name, array):
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple(array.shape)
    kind = h5py.h5t.py_create(array.dtype)
    h5py.h5d.create(group.id, name.encode(), kind, space, creation).write(
        h5py.h5s.ALL, h5py.h5s.ALL, array)


def chunks(group):
    """Pieces that reach past the end, one axis to three."""
    large = values(7 * 10, "f4").reshape(7, 10)
    group.create_dataset("plain", data=large, chunks=(3, 4))
    group.create_dataset("deflated", data=large, chunks=(3, 4), compression="gzip")
    group.create_dataset("shuffled", data=large, chunks=(4, 10), compression="gzip", shuffle=True)
    group.create_dataset("cube", data=values(4 * 5 * 6, "i2").reshape(4, 5, 6), chunks=(3, 2, 4),
                         shuffle=True)
    group.create_dataset("large chunk", data=values(3, "f4"), chunks=(8,), maxshape=(None,))
    compact(group, "compact", values(5, "i4"))


def others(group):
    """What has no place in a tensor or is not read."""
    group["text"] = np.array([b"one", b"three"])
    group["record"] = np.zeros(2, [("x", "f4"), ("y", "i4")])
    group.create_dataset("lzf", data=np.zeros(64, "f4"), chunks=(64,), compression="lzf")
    group.create_dataset("unwritten", (3,), "f4")
    group["soft"] = h5py.SoftLink("/text")


def attributes(file):
    file.attrs["text"] = "犬 of any length"
    file.attrs["fixed"] = np.bytes_("cat")
    file.attrs["names"] = np.array([b"a", b"bcd"])
    file.attrs["strings"] = ["one", "", "three"]
    file.attrs["number"] = 2.5
    file.attrs["numbers"] = np.array([1, 2, 3], ">i2")


def main(folder):
    # Superblock 0, headers of version 1, symbol tables.
    with h5py.File(folder / "old.h5", "w") as file:
        attributes(file)
        arrays(file.create_group("arrays"))
        file["other name"] = file["arrays/f4"]
    with h5py.File(folder / "chunks.h5", "w") as file:
        chunks(file)
    with h5py.File(folder / "others.h5", "w") as file:
        others(file)
    # Superblock 2, headers of version 2 with checksums, links as messages.
    with h5py.File(folder / "new.h5", "w", libver=("v108", "v108")) as file:
        attributes(file)
        group = file.create_group("a/b", track_order=True)
        for name in ["z", "y", "x"]:
            group[name] = values(6, "f4").reshape(2, 3)
        group.create_dataset("shuffled", data=values(70, "f4").reshape(7, 10), chunks=(4, 10),
                             compression="gzip", shuffle=True)
        group["bool"] = np.arange(6).reshape(2, 3) % 3 == 0
        compact(group, "compact", values(5, "i4"))
        group.attrs["name"] = "b"
        large = file.create_group("large")
        for index in range(12):
            large[str(index)] = np.float32(index)
    # Superblock 3 and the layouts of HDF5 1.10.
    with h5py.File(folder / "latest.h5", "w", libver="latest") as file:
        file["x"] = values(6, "f4").reshape(2, 3)
        file.create_dataset("chunked", data=values(70, "f4").reshape(7, 10), chunks=(4, 10))
    # A group that contains itself.
    with h5py.File(folder / "circle.h5", "w") as file:
        inner = file.create_group("a/b")
        inner["x"] = values(3, "f4")
        inner["again"] = file["a"]
    # One array of 8 MiB under 140 names.
    with h5py.File(folder / "many-names.h5", "w", libver=("v108", "v108")) as file:
        group = file.create_group("a", track_order=True)
        group.create_dataset("0", data=np.zeros(1 << 21, "f4"), chunks=(1 << 21,),
                             compression="gzip", compression_opts=9)
        for index in range(1, 140):
            # Few links in each group, so that none needs a heap.
            part = file.require_group(f"b{index // 49}/c{index // 7}")
            part[str(index)] = group["0"]


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

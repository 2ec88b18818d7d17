"""Writes the files that the tests of ShinsoFormats read, using the libraries of the formats.

    pip install torch==2.13.0 numpy==2.4.6 safetensors==0.8.0
    python Tools/golden/formats.py Tests/ShinsoFormatsTests/Fixtures

Values follow simple rules that the tests repeat: element i of an array is i or i / 4, or
i % 3 == 0 in bool arrays.
"""

import collections
import gzip
import io
import os
import struct
import sys
import zipfile

import numpy as np
import safetensors.torch
import torch


def numpy_files(folder):
    values = np.arange(24).reshape(2, 3, 4)
    kinds = {"f4": values / 4, "f8": values / 4, "f2": values / 4, "i8": values, "i4": values,
             "i2": values, "i1": values, "u1": values, "b1": values % 3 == 0}
    arrays = {kind: array.astype(kind) for kind, array in kinds.items()}
    np.savez(folder / "all.npz", **arrays)
    np.savez_compressed(folder / "compressed.npz", **arrays)
    np.savez(folder / "strings.npz", names=np.array(["cat", "shiba inu", "犬🐕"]),
             bytes=np.array([b"one", b"three"]), big=np.array(["ab"], dtype=">U4"))
    np.save(folder / "fortran.npy", np.asfortranarray(arrays["f4"]))
    np.save(folder / "big.npy", arrays["f8"].astype(">f8"))
    np.save(folder / "scalar.npy", np.float32(2.5))
    np.save(folder / "empty.npy", np.zeros((0, 3), np.float32))
    for version in (2, 3):
        with open(folder / f"version{version}.npy", "wb") as file:
            np.lib.format.write_array(file, arrays["i4"], version=(version, 0))
    np.save(folder / "records.npy", np.zeros(2, [("x", "f4"), ("y", "i4")]))
    np.save(folder / "objects.npy", np.array([{}, 1], dtype=object), allow_pickle=True)
    np.save(folder / "unsigned.npy", np.zeros(2, np.uint32))


def safetensors_file(folder):
    values = torch.arange(6).reshape(2, 3)
    tensors = {name: values.to(getattr(torch, name)) for name in
               ("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8",
                "uint8")}
    tensors |= {"bool": values % 3 == 0, "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 4),
                "犬 \"quoted\"": torch.ones(1)}
    safetensors.torch.save_file(tensors, folder / "all.safetensors", {"format": "pt", "犬": "a\nb"})


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(2, 3, 3)
        self.bn = torch.nn.BatchNorm2d(3)
        with torch.no_grad():
            self.conv.weight.copy_(torch.arange(54).reshape(3, 2, 3, 3) / 4)
            self.conv.bias.copy_(torch.arange(3))


class Attack:
    """A pickle that runs a command when Python loads it."""

    def __reduce__(self):
        return os.system, ("touch /tmp/shinso-was-attacked",)


def torch_files(folder):
    net = Net()
    for name, options in {
        "zip": {}, "legacy": {"_use_new_zipfile_serialization": False},
        "legacy4": {"_use_new_zipfile_serialization": False, "pickle_protocol": 4},
    }.items():
        torch.save(net.state_dict(), folder / f"state-{name}.pt", **options)
    base = torch.arange(24, dtype=torch.float32)
    strided = collections.OrderedDict(
        transposed=base.reshape(4, 6).t(), part=base[5:9], steps=base[::5],
        expanded=torch.tensor([7.0]).expand(2, 3), permuted=base.reshape(2, 3, 4).permute(2, 0, 1),
        empty=base[:0], half=base.half(), bfloat=base.bfloat16(), flags=base % 3 == 0)
    torch.save(strided, folder / "strided.pt")
    torch.save(strided, folder / "strided-legacy.pt", _use_new_zipfile_serialization=False)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    checkpoint = {
        "epoch": 7, "large": 1 << 80, "negative": -3, "loss": 0.125, "name": "犬", "done": True,
        "none": None, "data": b"\x00\xff", "seen": {1, 2}, "frozen": frozenset(["a"]),
        "shape": torch.Size([2, 3]), "device": torch.device("cpu"), "dtype": torch.float16,
        "accuracy": np.float64(0.75), "count": np.int64(5), "groups": [(1, 2.5), []],
        "counter": collections.Counter("aab"), "default": collections.defaultdict(int, {"k": 1}),
        "optimizer": optimizer.state_dict(),
        "state_dict": collections.OrderedDict(
            ("module." + name, value) for name, value in net.state_dict().items()),
    }
    for name, options in {"zip": {}, "proto4": {"pickle_protocol": 4}}.items():
        torch.save(checkpoint, folder / f"checkpoint-{name}.pt", **options)
    torch.save({"weight": net.conv.weight, "wide": torch.arange(3, dtype=torch.float32)
                .to(torch.uint16)}, folder / "unsigned.pt")
    torch.save({"weight": net.conv.weight}, folder / "parameter.pt")
    torch.save(net, folder / "whole-model.pt")
    torch.save({"weight": torch.ones(2), "run": Attack()}, folder / "attack.pt")
    torch.save({"weight": torch.ones(2), "run": Attack()}, folder / "attack-legacy.pt",
               _use_new_zipfile_serialization=False)


class Unseekable(io.RawIOBase):
    """A file without seeking, for which zipfile writes data descriptors."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def other_files(folder):
    with open(folder / "streamed.zip", "wb") as file:
        with zipfile.ZipFile(Unseekable(file), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", "hello " * 100)
            archive.writestr("folder/", "")
            archive.writestr("犬.txt", "dog")
    with zipfile.ZipFile(folder / "zip64.zip", "w") as archive:
        archive.comment = b"a comment"
        with archive.open("a.txt", "w", force_zip64=True) as entry:
            entry.write(b"hello")
    with zipfile.ZipFile(folder / "bzip2.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", "hello " * 100)
    idx = struct.pack(">BBBBIII", 0, 0, 8, 3, 2, 3, 4) + bytes(range(24))
    (folder / "images.idx").write_bytes(idx)
    (folder / "images.idx.gz").write_bytes(gzip.compress(idx, mtime=0))
    # Two members make one file.
    members = gzip.compress(b"hello ", mtime=0) + gzip.compress(b"world", mtime=0)
    (folder / "members.gz").write_bytes(members)
    ints = struct.pack(">BBBBI", 0, 0, 0x0C, 1, 3) + struct.pack(">iii", -1, 0, 70000)
    (folder / "ints.idx").write_bytes(ints)


if __name__ == "__main__":
    import pathlib

    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    numpy_files(target)
    safetensors_file(target)
    torch_files(target)
    other_files(target)

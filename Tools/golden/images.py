"""Makes Tests/ShinsoDataTests/Fixtures/images: small images of every kind, from computed
patterns, and the results of Pillow for them. Needs NumPy, Pillow 11.3 (13.0 resizes some
images in another order) and libturbojpeg.so.0, which writes YCCK and unusual subsampling.

    python3 Tools/golden/images.py

NAME.jpg and NAME.png are the images, NAME.rgb their pixels after `convert("RGB")`, EXIF
orientation and blending with white. resize.json lists resized patterns by the CRC-32 of their
bytes.
"""

import ctypes
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent.parent / "Tests" / "ShinsoDataTests" / "Fixtures" / "images"


def pattern(width, height, channels):
    """The test pattern; the tests compute the same one."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    mixed = (x * 73856093) ^ (y * 19349663) ^ (c * 83492791)
    noise = (mixed * 2654435761 >> 16) & 63
    return ((x * 7 + y * 5 + c * 60 + (x // 9 + y // 7) % 2 * 90 + noise) & 255).astype(np.uint8)


def smooth(width, height, channels):
    """A pattern that survives JPEG."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    value = 128 + 100 * np.sin((x * (c + 1) + y * 2) / 6.0) * np.cos((y - c * 3) / 5.0)
    return value.astype(np.uint8)


def over_white(image):
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, image).convert("RGB")


def write(name, data, expected=None):
    (OUT / name).write_bytes(data)
    if expected is None:
        expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    if isinstance(expected, Image.Image):
        expected = np.asarray(expected)
    size = struct.pack("<II", expected.shape[1], expected.shape[0])
    (OUT / name).with_suffix(".rgb").write_bytes(size + expected.astype(np.uint8).tobytes())


# JPEG


def jpeg(image, **options):
    stream = io.BytesIO()
    image.save(stream, "jpeg", quality=options.pop("quality", 90), **options)
    return stream.getvalue()


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def without_segment(data, marker):
    start = data.index(bytes([0xFF, marker]))
    length = struct.unpack(">H", data[start + 2 : start + 4])[0]
    return data[:start] + data[start + 2 + length :]


def exif(orientation, order):
    mark, short = (b"II*\0", "<") if order == "little" else (b"MM\0*", ">")
    entries = [(0x0100, 3, 1, 21), (0x0112, 3, 1, orientation), (0x0128, 3, 1, 2)]
    body = mark + struct.pack(short + "IH", 8, len(entries))
    for tag, kind, count, value in entries:
        body += struct.pack(short + "HHIHH", tag, kind, count, value, 0)
    return b"Exif\0\0" + body + struct.pack(short + "I", 0)


def turbo(pixels, pixel_format, subsampling, quality=90):
    library = ctypes.CDLL("libturbojpeg.so.0")
    library.tjInitCompress.restype = ctypes.c_void_p
    pixels = np.ascontiguousarray(pixels)
    target, size = ctypes.c_void_p(), ctypes.c_ulong()
    handle = ctypes.c_void_p(library.tjInitCompress())
    source = pixels.ctypes.data_as(ctypes.c_void_p)
    status = library.tjCompress2(
        handle, source, pixels.shape[1], 0, pixels.shape[0], pixel_format, ctypes.byref(target),
        ctypes.byref(size), subsampling, quality, 0)
    assert status == 0
    return ctypes.string_at(target, size.value)


def jpegs():
    color = Image.fromarray(smooth(21, 14, 3))
    for subsampling, name in enumerate(["444", "422", "420"]):
        write(f"baseline-{name}.jpg", jpeg(color, subsampling=subsampling))
        write(f"progressive-{name}.jpg", jpeg(color, subsampling=subsampling, progressive=True))
    write("restart.jpg", jpeg(color, restart_marker_blocks=1))
    rgb, cmyk, subsampling_440, subsampling_411 = 0, 11, 4, 5
    write("baseline-440.jpg", turbo(smooth(21, 14, 3), rgb, subsampling_440))
    write("baseline-411.jpg", turbo(smooth(21, 14, 3), rgb, subsampling_411))
    write("gray.jpg", jpeg(Image.fromarray(smooth(21, 14, 1)[:, :, 0])))
    write("gray-progressive.jpg", jpeg(color.convert("L"), progressive=True))
    inks = Image.frombytes("CMYK", (21, 14), smooth(21, 14, 4).tobytes())
    write("cmyk.jpg", jpeg(inks))
    write("cmyk-plain.jpg", without_segment(jpeg(inks), 0xEE))
    write("ycck.jpg", turbo(smooth(21, 14, 4), cmyk, 0))
    # Adobe's transform 0 means that the components are red, green and blue.
    adobe = segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 0))
    plain = without_segment(jpeg(color, subsampling=0), 0xE0)
    write("rgb-components.jpg", plain[:2] + adobe + plain[2:])
    stray = jpeg(color)
    write("stray-bytes.jpg", stray[:-2] + b"\x12\x34\x56" + stray[-2:])
    for orientation in range(1, 9):
        order = "little" if orientation % 2 else "big"
        plain = jpeg(color, quality=60)
        data = plain[:2] + segment(0xE1, exif(orientation, order)) + plain[2:]
        write(f"orientation-{orientation}.jpg", data)


# PNG, written by hand because Pillow does not write all kinds.


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2)]


def packed(samples, depth):
    """Rows [height, width, samples] of integers as PNG rows with filter 0."""
    rows = b""
    for row in samples:
        flat = row.reshape(-1)
        if depth == 16:
            body = flat.astype(">u2").tobytes()
        else:
            bits = "".join(format(value, f"0{depth}b") for value in flat)
            bits += "0" * (-len(bits) % 8)
            body = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        rows += b"\0" + body
    return rows


def png(samples, depth, color_type, interlaced=False, extra=b""):
    height, width = samples.shape[:2]
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES]
        raw = b"".join(packed(part, depth) for part in parts if part.size)
    else:
        raw = packed(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
            + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def samples_of(depth, channels, width=13, height=9):
    wide = pattern(width, height, channels).astype(np.uint32) * 257 + pattern(width, height, 1)
    return (wide & 65535) >> (16 - depth)


def eight_bits(samples, depth):
    return (samples * 255 * 2 + (1 << depth) - 1) // (2 * ((1 << depth) - 1))


def expected_pixels(samples, depth, color_type):
    """Computed from the samples: Pillow drops the lower byte of 16 bits instead of rounding."""
    samples = samples.astype(np.int64)
    if depth == 16 and color_type in (4, 6):
        color, alpha = samples[:, :, :-1], samples[:, :, -1:]
        mixed = color * alpha + 65535 * (65535 - alpha)
        mixed = (mixed * 255 * 2 + 65535**2) // (2 * 65535**2)
        return np.concatenate([mixed] * 3, axis=2) if color_type == 4 else mixed
    values = eight_bits(samples, depth).astype(np.uint8)
    if color_type in (0, 4):
        values = np.concatenate([values[:, :, :1]] * 3 + [values[:, :, 1:]], axis=2)
    if values.shape[2] == 3:
        return values
    return np.asarray(over_white(Image.fromarray(values)))


def pngs():
    for interlaced in (False, True):
        end = "-interlaced" if interlaced else ""
        for depth in (1, 2, 4, 8, 16):
            data = samples_of(depth, 1)
            write(f"gray-{depth}{end}.png", png(data, depth, 0, interlaced),
                  expected_pixels(data, depth, 0))
        for depth in (8, 16):
            for color_type, name, channels in ((2, "rgb", 3), (4, "gray-alpha", 2), (6, "rgba", 4)):
                data = samples_of(depth, channels)
                write(f"{name}-{depth}{end}.png", png(data, depth, color_type, interlaced),
                      expected_pixels(data, depth, color_type))
        for depth in (1, 2, 4, 8):
            data = samples_of(depth, 1)
            palette = pattern(1 << depth, 1, 3).tobytes()
            picture = png(data, depth, 3, interlaced, chunk(b"PLTE", palette))
            write(f"palette-{depth}{end}.png", picture)
    data = samples_of(4, 1)
    extra = chunk(b"PLTE", pattern(16, 1, 3).tobytes()) + chunk(b"tRNS", bytes(range(0, 160, 16)))
    picture = png(data, 4, 3, extra=extra)
    write("palette-4-transparent.png", picture, over_white(Image.open(io.BytesIO(picture))))
    data = samples_of(8, 3)
    clear = struct.pack(">HHH", *(int(v) for v in data[4, 5]))
    picture = png(data, 8, 2, extra=chunk(b"tRNS", clear))
    write("rgb-8-transparent.png", picture, over_white(Image.open(io.BytesIO(picture))))
    data = samples_of(4, 1)
    picture = png(data, 4, 0, extra=chunk(b"tRNS", struct.pack(">H", int(data[3, 3, 0]))))
    expected = expected_pixels(data, 4, 0).copy()
    expected[data[:, :, 0] == data[3, 3, 0]] = 255
    write("gray-4-transparent.png", picture, expected)
    # Gamma and chromaticities do not change pixels; the orientation turns the image.
    gamma = chunk(b"gAMA", struct.pack(">I", 100000))
    write("gamma.png", png(samples_of(8, 3), 8, 2, extra=gamma))
    turned = chunk(b"eXIf", exif(6, "big")[6:])
    write("orientation.png", png(samples_of(8, 3), 8, 2, extra=turned))


# Resizing


def resizes():
    generator = np.random.default_rng(1)
    sizes = [(1, 1, 7, 5), (500, 375, 224, 224), (375, 500, 224, 299), (5, 4, 5, 9), (6, 5, 11, 5),
             (300, 2, 3, 2), (2, 300, 2, 3), (33, 31, 32, 30), (64, 64, 128, 128), (90, 1, 4, 3)]
    for _ in range(40):
        sizes.append(tuple(int(2 ** v) for v in generator.uniform(0, 8, 4)))
    cases = []
    for number, (width, height, new_width, new_height) in enumerate(sizes):
        for name, method in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC)):
            channels = 1 if number % 4 == 3 else 3
            pixels = pattern(width, height, channels)
            image = Image.fromarray(pixels if channels == 3 else pixels[:, :, 0])
            resized = image.resize((new_width, new_height), method)
            left, top = (int(generator.integers(0, side)) for side in resized.size)
            right = int(generator.integers(left + 1, new_width + 1))
            bottom = int(generator.integers(top + 1, new_height + 1))
            cases.append({
                "size": [width, height], "channels": channels, "resized": [new_width, new_height],
                "interpolation": name, "crc": zlib.crc32(np.asarray(resized).tobytes()),
                "part": [left, top, right, bottom],
                "partCRC": zlib.crc32(np.asarray(resized)[top:bottom, left:right].tobytes())})
    text = ",\n".join(json.dumps(case) for case in cases)
    (OUT / "resize.json").write_text(f"[\n{text}\n]\n")


def preprocessing():
    """Pillow with torchvision's arithmetic: short side to 24, middle 24 x 24, normalized."""
    image = Image.open(OUT / "baseline-420.jpg").convert("RGB")
    width, height = image.size
    resized = image.resize((24 * width // height, 24), Image.BICUBIC)
    left = round((resized.width - 24) / 2)
    pixels = np.asarray(resized)[:, left : left + 24].astype(np.float32)
    mean = np.array([0.485, 0.456, 0.406], np.float32)
    deviation = np.array([0.229, 0.224, 0.225], np.float32)
    planes = (((pixels / np.float32(255)) - mean) / deviation).transpose(2, 0, 1)
    (OUT / "preprocessed.f32").write_bytes(np.ascontiguousarray(planes).astype("<f4").tobytes())


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    jpegs()
    pngs()
    resizes()
    preprocessing()

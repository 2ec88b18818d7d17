"""Sends pictures of ever-changing sizes and watches the server's memory: sizes.py ADDRESS [--count N].

ADDRESS is an endpoint that takes pictures, such as http://localhost:8080/api/classify?model=lenet. Prints
the resident memory after every tenth of the requests, and fails if the last half adds more than 5 %."""

import argparse
import asyncio
import random
import struct
import sys
import urllib.parse
import urllib.request
import zlib


def png(width, height, generator):
    """Gray noise."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + generator.randbytes(width) for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def memory(place):
    with urllib.request.urlopen(f"http://{place.netloc}/metrics") as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("process_resident_memory_bytes "):
                return int(line.split()[1])


async def client(place, numbers, failures):
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    for number in numbers:
        generator = random.Random(number)
        picture = png(generator.randint(20, 400), generator.randint(20, 400), generator)
        head = f"POST {place.path}?{place.query} HTTP/1.1\r\nHost: {place.netloc}\r\n"
        writer.write(f"{head}Content-Length: {len(picture)}\r\n\r\n".encode() + picture)
        status = int((await reader.readline()).split()[1])
        length = 0
        while (line := await reader.readline()) != b"\r\n":
            name, _, value = line.decode().partition(":")
            if name.lower() == "content-length":
                length = int(value)
        await reader.readexactly(length)
        if status != 200:
            failures.append(status)
    writer.close()


async def run(options):
    place = urllib.parse.urlsplit(options.address)
    failures, seen = [], []
    part = options.count // 10
    for start in range(0, 10 * part, part):
        numbers = range(start, start + part)
        await asyncio.gather(*(client(place, numbers[first::8], failures) for first in range(8)))
        seen.append(memory(place))
        print(f"{start + part} requests: {seen[-1] / 2**20:.1f} MiB", flush=True)
    if failures:
        sys.exit(f"{len(failures)} answers were not 200: {set(failures)}")
    if seen[-1] > 1.05 * seen[4]:
        sys.exit("memory grows")


parser = argparse.ArgumentParser()
parser.add_argument("address")
parser.add_argument("--count", type=int, default=100_000)
asyncio.run(run(parser.parse_args()))

"""Asks a server by many clients at once: load.py ADDRESS FOLDER [--clients N] [--seconds S].

Each client keeps its connection and sends the next picture when it has its answer. Every answer is
compared with the one to the same picture when nobody else asked. Prints one JSON object."""

import argparse
import asyncio
import json
import pathlib
import time
import urllib.parse


async def ask(reader, writer, host, path, picture):
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(picture)}\r\n\r\n"
    writer.write(head.encode() + picture)
    await writer.drain()
    status = int((await reader.readline()).split()[1])
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode().partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return status, await reader.readexactly(length)


def best(body):
    first = json.loads(body)["classes"][0]
    return first["name"], first["probability"]


class Load:
    def __init__(self, options):
        place = urllib.parse.urlsplit(options.address)
        self.host, self.port = place.hostname, place.port
        self.path = place.path + (f"?{place.query}" if place.query else "")
        self.clients, self.seconds = options.clients, options.seconds
        files = sorted(path for path in pathlib.Path(options.folder).rglob("*")
                       if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        self.pictures = [path.read_bytes() for path in files[:options.pictures]]
        self.expected, self.times, self.counts = [], [], {}
        self.wrong = self.lost = 0

    def connect(self):
        return asyncio.open_connection(self.host, self.port)

    async def client(self, number, end):
        reader, writer = await self.connect()
        place = number
        while time.perf_counter() < end:
            index = place % len(self.pictures)
            place += self.clients
            start = time.perf_counter()
            try:
                status, body = await ask(reader, writer, f"{self.host}:{self.port}", self.path, self.pictures[index])
            except (OSError, asyncio.IncompleteReadError, IndexError):
                self.lost += 1
                reader, writer = await self.connect()
                continue
            self.counts[status] = self.counts.get(status, 0) + 1
            if status != 200:
                self.lost += 1
                await asyncio.sleep(0.1)
                continue
            self.times.append(time.perf_counter() - start)
            name, probability = best(body)
            known = self.expected[index]
            self.wrong += name != known[0] or abs(probability - known[1]) > 1e-3
        writer.close()

    async def run(self):
        reader, writer = await self.connect()
        for picture in self.pictures:
            status, body = await ask(reader, writer, f"{self.host}:{self.port}", self.path, picture)
            assert status == 200, body
            self.expected.append(best(body))
        writer.close()
        start = time.perf_counter()
        await asyncio.gather(*(self.client(number, start + self.seconds) for number in range(self.clients)))
        elapsed = time.perf_counter() - start
        times = sorted(self.times) or [0]
        at = lambda part: round(1000 * times[min(int(part * len(times)), len(times) - 1)], 1)
        return {"clients": self.clients, "answers": len(self.times),
                "perSecond": round(len(self.times) / elapsed, 1), "p50ms": at(0.5), "p99ms": at(0.99),
                "wrong": self.wrong, "lost": self.lost, "statuses": self.counts}


parser = argparse.ArgumentParser()
parser.add_argument("address")
parser.add_argument("folder")
parser.add_argument("--clients", type=int, default=64)
parser.add_argument("--seconds", type=float, default=60)
parser.add_argument("--pictures", type=int, default=100)
print(json.dumps(asyncio.run(Load(parser.parse_args()).run())))

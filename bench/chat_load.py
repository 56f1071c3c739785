#!/usr/bin/env python3
"""Load on POST /chat: how long until the event `sources` and the first `delta`.

  chat_load.py clients --port P --token T --questions FILE.jsonl [--clients 8] [--count 400] [--think 0]
  chat_load.py streams --port P --token T --questions FILE.jsonl --pid PID [--streams 500] [--per-second 50]
  chat_load.py model            an OpenAI-compatible server that says a word a second; prints its port

Standard library only; one process, so its own share of the processor is in the figures of a small machine.
"""
import argparse
import asyncio
import json
import pathlib
import random
import re
import sys
import time


def share(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def told(name, values):
    if values:
        print(f"{name:12} p50 {1000 * share(values, 0.5):7.1f}  p95 {1000 * share(values, 0.95):7.1f}  "
              f"p99 {1000 * share(values, 0.99):7.1f}  max {1000 * max(values):7.1f} ms  of {len(values)}")


class Chat:
    def __init__(self, arguments, question):
        body = json.dumps({"message": question}).encode()
        self.port = arguments.port
        self.request = (f"POST /chat HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {arguments.token}\r\n"
                        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode() + body
        self.sources = self.delta = self.status = None
        self.whole = False

    async def ask(self, until_first=False):
        reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        start = time.perf_counter()
        self.writer.write(self.request)
        self.status = int((await reader.readline()).split()[1])
        tail = b""
        while piece := await reader.read(65536):
            tail += piece
            if self.sources is None and b"event: sources" in tail:
                self.sources = time.perf_counter() - start
                if until_first:
                    return reader
            if self.delta is None and b"event: delta" in tail:
                self.delta = time.perf_counter() - start
            if b"event: done" in tail:
                self.whole = True
            tail = tail[-64:]
        self.writer.close()
        return reader


def questions_of(arguments):
    lines = pathlib.Path(arguments.questions).read_text().splitlines()
    questions = [json.loads(line)["text"] for line in lines]
    random.Random(1).shuffle(questions)
    return questions


async def clients(arguments):
    questions = questions_of(arguments)
    left = list(range(arguments.count))
    done = []

    async def one():
        while left:
            number = left.pop()
            # A word of its own keeps the cache out of it.
            chat = Chat(arguments, f"{questions[number % len(questions)]} {number}")
            await chat.ask()
            done.append(chat)
            if arguments.think:
                await asyncio.sleep(random.expovariate(1 / arguments.think))

    start = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(arguments.clients)))
    took = time.perf_counter() - start
    print(f"{arguments.clients} clients: {len(done)} answers in {took:.1f} s, "
          f"{sum(chat.status != 200 or not chat.whole for chat in done)} not whole")
    told("sources", [chat.sources for chat in done if chat.sources])
    told("first delta", [chat.delta for chat in done if chat.delta])


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


async def streams(arguments):
    questions = questions_of(arguments)
    print(f"resident before: {resident(arguments.pid):.0f} MB")
    chats, readers = [], []

    async def one(number):
        chat = Chat(arguments, f"{questions[number % len(questions)]} {number}")
        chats.append(chat)
        readers.append(await chat.ask(until_first=True))

    start = time.perf_counter()
    tasks = []
    for number in range(arguments.streams):
        await asyncio.sleep(max(0, start + number / arguments.per_second - time.perf_counter()))
        tasks.append(asyncio.create_task(one(number)))
    await asyncio.gather(*tasks)
    await asyncio.sleep(2)
    open_now = sum(chat.sources is not None and not reader.at_eof() for chat, reader in zip(chats, readers))
    print(f"{open_now} streams open, resident: {resident(arguments.pid):.0f} MB, "
          f"{sum(chat.status != 200 for chat in chats)} refused")
    told("first event", [chat.sources for chat in chats if chat.sources])
    for chat in chats:
        chat.writer.close()
    await asyncio.sleep(5)
    print(f"resident after all have gone: {resident(arguments.pid):.0f} MB")


async def model(_):
    async def serve(reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head).group(1)))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            for _ in range(120):
                event = {"choices": [{"delta": {"content": "word "}, "finish_reason": None}]}
                writer.write(f"data: {json.dumps(event)}\n\n".encode())
                await writer.drain()
                await asyncio.sleep(1)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["clients", "streams", "model"])
    parser.add_argument("--port", type=int)
    parser.add_argument("--token")
    parser.add_argument("--questions")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--think", type=float, default=0)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--per-second", type=float, default=50)
    arguments = parser.parse_args()
    asyncio.run({"clients": clients, "streams": streams, "model": model}[arguments.what](arguments))


if __name__ == "__main__":
    sys.exit(main())

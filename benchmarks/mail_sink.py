#!/usr/bin/env python
"""A mail server that takes everything and keeps nothing, in a process of its own: it prints its port and then waits.

Ours are timed against it, so it does as little as a server can: it reads lines, says yes, and counts.
"""

from __future__ import annotations

import asyncio

LOOPBACK = "127.0.0.1"
WELCOME, YES, GO_ON, BYE = b"220 sink\r\n", b"250 yes\r\n", b"354 go on\r\n", b"221 bye\r\n"
END = b"\r\n.\r\n"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(WELCOME)
    while command := await reader.readline():
        verb = command[:4].upper()
        if verb == b"QUIT":
            writer.write(BYE)
            break
        if verb == b"DATA":
            writer.write(GO_ON)
            await reader.readuntil(END)
        writer.write(YES)
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, LOOPBACK, 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

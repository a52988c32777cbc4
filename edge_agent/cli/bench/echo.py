"""The floor of a terminal program: raw bytes read by asyncio, each line written back."""

import asyncio
import os
import sys
import tty


async def main() -> None:
    """Echo lines as `<line>` until the terminal is gone."""
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    line = bytearray()

    def read() -> None:
        data = os.read(sys.stdin.fileno(), 4096)
        if not data:
            gone.set()
        for byte in data:
            if byte == ord("\r"):
                os.write(sys.stdout.fileno(), b"\x1b[H<" + bytes(line) + b">\x1b[K")
                line.clear()
            else:
                line.append(byte)

    tty.setraw(sys.stdin.fileno())
    loop.add_reader(sys.stdin.fileno(), read)
    os.write(sys.stdout.fileno(), b"ready")
    await gone.wait()


asyncio.run(main())

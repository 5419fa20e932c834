"""Reads a screenshot (PNG, 8 bits a channel, not interlaced) and counts the pixels of the colours given: a page whose style
sheet its own policy forbids, or whose pictures are empty, has none of them.

    check_screenshot.py FILE LEAST RRGGBB [RRGGBB ...]
"""

import struct
import sys
import zlib


def rows(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    place, packed, header = 8, b"", None
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        place += 12 + length
    width, height, depth, colour, _, _, interlaced = header
    assert depth == 8 and colour in (2, 6) and interlaced == 0, "another form of PNG"
    size = 3 if colour == 2 else 4
    raw, previous = zlib.decompress(packed), bytes(width * size)
    for number in range(height):
        start = number * (width * size + 1)
        previous = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * size]), previous, size)
        yield [tuple(previous[i : i + 3]) for i in range(0, width * size, size)]


def unfiltered(kind, row, above, size):
    for i in range(len(row)):
        left = row[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        row[i] = (row[i] + predicted(kind, left, above[i], corner)) & 255
    return bytes(row)


def predicted(kind, left, up, corner):
    if kind == 4:
        distances = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
        return (left, up, corner)[distances.index(min(distances))]
    return (0, left, up, (left + up) // 2)[kind]


def main():
    path, least, colours = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    wanted = {tuple(bytes.fromhex(colour)): 0 for colour in colours}
    with open(path, "rb") as file:
        for row in rows(file.read()):
            for pixel in row:
                if pixel in wanted:
                    wanted[pixel] += 1
    for colour, count in zip(colours, wanted.values()):
        print(colour, count)
    sys.exit(0 if min(wanted.values()) >= least else 1)


main()

"""PNG Inspector: chunks, header and text notes of a PNG file."""
import base64
import json
import struct
import sys
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOUR_TYPES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGB with alpha"}
NEEDED = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "acTL", "fcTL", "fdAT"}
MAX_TEXT = 100_000


def chunks(raw):
    offset = len(SIGNATURE)
    while offset + 12 <= len(raw):
        (length,) = struct.unpack_from(">I", raw, offset)
        kind = raw[offset + 4:offset + 8]
        body = raw[offset + 8:offset + 8 + length]
        stored = raw[offset + 8 + length:offset + 12 + length]
        if len(body) < length or len(stored) < 4:
            yield kind.decode("latin-1"), body, None
            return
        yield kind.decode("latin-1"), body, struct.unpack(">I", stored)[0] == zlib.crc32(kind + body)
        offset += length + 12
        if kind == b"IEND":
            return


def inflate(data):
    return zlib.decompressobj().decompress(data, MAX_TEXT)


def text_note(kind, body):
    key, _, rest = body.partition(b"\0")
    if kind == "tEXt":
        value = rest.decode("latin-1")
    elif kind == "zTXt":
        value = inflate(rest[1:]).decode("latin-1")
    else:
        compressed = rest[:1] == b"\x01"
        payload = rest[2:].split(b"\0", 2)[-1]
        value = (inflate(payload) if compressed else payload).decode("utf-8", "replace")
    return key.decode("latin-1"), value


def other_format(raw):
    try:
        import io
        from PIL import Image
    except ImportError:
        raise ValueError("this is not a PNG file; install Pillow for a short answer on other formats") from None
    with Image.open(io.BytesIO(raw)) as image:
        return {"format": image.format, "width": image.width, "height": image.height}


def run(data):
    raw = base64.b64decode(data["base64"].split(",", 1)[-1], validate=False)
    if not raw.startswith(SIGNATURE):
        return other_format(raw)
    result = {"format": "PNG", "bytes": len(raw)}
    problems, order, extra, texts, used = [], [], 0, {}, len(SIGNATURE)
    for kind, body, intact in chunks(raw):
        used += len(body) + 12
        if not order or order[-1] != kind:
            order.append(kind)
        if kind not in NEEDED:
            extra += len(body) + 12
        if intact is None:
            problems.append(f"{kind} is cut off")
            break
        if not intact:
            problems.append(f"{kind} has a wrong checksum")
        if kind == "IHDR" and len(body) == 13:
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
            result.update(width=width, height=height, bit_depth=depth,
                          colour=COLOUR_TYPES.get(colour, "invalid"), interlaced=bool(interlace))
        elif kind == "pHYs" and len(body) == 9:
            per_x, _, unit = struct.unpack(">IIB", body)
            result["dpi"] = round(per_x * 0.0254) if unit == 1 else None
        elif kind in ("tEXt", "zTXt", "iTXt"):
            try:
                texts.update([text_note(kind, body)])
            except zlib.error:
                problems.append(f"{kind} cannot be decompressed")
    if "IEND" not in order:
        problems.append("the end of the file is missing")
    elif used < len(raw):
        problems.append(f"{len(raw) - used} bytes after the end")
    result.update(chunks=order, texts=texts, strippable_bytes=extra, problems=problems)
    return result


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        result, code = run(data), 0
    except KeyError as exc:
        result, code = {"error": f"missing field: {exc.args[0]}"}, 1
    except (ValueError, TypeError, AttributeError, IndexError, ArithmeticError, OSError) as exc:
        result, code = {"error": str(exc)}, 1
    print(json.dumps(result))
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Subtitle Shift: move, stretch and check SRT and WebVTT subtitles."""
import json
import re
import sys

TIMING = re.compile(
    r"(?:(\d+):)?(\d\d):(\d\d)[,.](\d{3})\s*-->\s*(?:(\d+):)?(\d\d):(\d\d)[,.](\d{3})([^\n]*)"
)


def seconds(hours, minutes, secs, millis):
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(secs) + int(millis) / 1000


def stamp(value, separator):
    millis = round(value * 1000)
    hours, millis = divmod(millis, 3_600_000)
    minutes, millis = divmod(millis, 60_000)
    secs, millis = divmod(millis, 1000)
    return f"{hours:02d}:{minutes:02d}:{secs:02d}{separator}{millis:03d}"


def parse(text):
    cues = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        match = TIMING.search(block)
        if match:
            parts = match.groups()
            cues.append({
                "start": seconds(*parts[:4]),
                "end": seconds(*parts[4:8]),
                "settings": parts[8].strip(),
                "lines": block[match.end():].strip("\n"),
            })
    if not cues:
        raise ValueError("no subtitle cues found")
    return cues


def transformation(data):
    anchors = data.get("anchors")
    if anchors:
        (old_a, new_a), (old_b, new_b) = anchors
        if old_a == old_b or (new_b - new_a) / (old_b - old_a) <= 0:
            raise ValueError("the two anchors must be different and in the same order")
        factor = (new_b - new_a) / (old_b - old_a)
        return lambda t: new_a + (t - old_a) * factor
    shift = float(data.get("shift_seconds", 0))
    return lambda t: t + shift


def warnings(cues):
    for number, cue in enumerate(cues, 1):
        if cue["cut"]:
            yield f"cue {number} would begin before zero"
        if number < len(cues) and cue["end"] > cues[number]["start"] + 0.0005:
            yield f"cue {number} overlaps cue {number + 1}"
        letters = len(re.sub(r"<[^>]+>|\s+", " ", cue["lines"]).strip())
        duration = cue["end"] - cue["start"]
        if duration > 0 and letters / duration > 20:
            yield f"cue {number} needs {letters / duration:.0f} characters per second"


def render(cues, kind):
    separator = "." if kind == "vtt" else ","
    blocks = ["WEBVTT"] if kind == "vtt" else []
    for number, cue in enumerate(cues, 1):
        timing = f"{stamp(cue['start'], separator)} --> {stamp(cue['end'], separator)}"
        if kind == "vtt" and cue["settings"]:
            timing += " " + cue["settings"]
        blocks.append(f"{number}\n{timing}\n{cue['lines']}")
    return "\n\n".join(blocks) + "\n"


def run(data):
    text = data["text"].lstrip("\ufeff")
    kind = data.get("format") or ("vtt" if text.startswith("WEBVTT") else "srt")
    if kind not in ("srt", "vtt"):
        raise ValueError("format must be srt or vtt")
    move = transformation(data)
    cues = parse(text)
    for cue in cues:
        start, end = move(cue["start"]), move(cue["end"])
        cue.update(start=max(start, 0), end=max(end, 0), cut=start < 0)
    return {"cues": len(cues), "warnings": list(warnings(cues)), "text": render(cues, kind)}


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

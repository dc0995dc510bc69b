"""Log Rollup: fold similar log lines together and count them."""
import json
import re
import sys
from collections import Counter

ENTRY = re.compile(
    r"^\[?(?P<day>\d{4}-\d\d-\d\d)[T ](?P<hour>\d\d):\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?\]?\s*(?P<rest>.*)$"
)
LEVEL = re.compile(r"\b(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b")
FOLDS = [
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.I), "<id>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{10,}\b", re.I), "<id>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "<ip>"),
    (re.compile(r"\"[^\"]*\""), '"…"'),
    (re.compile(r"\d+(?:\.\d+)?"), "#"),
]


def fold(message):
    for pattern, replacement in FOLDS:
        message = pattern.sub(replacement, message)
    return " ".join(message.split())


def run(data):
    levels, per_hour, groups, samples = Counter(), Counter(), Counter(), {}
    continuation = 0
    for line in data["text"].splitlines():
        if not line.strip():
            continue
        entry = ENTRY.match(line)
        if entry is None and line[0].isspace():
            continuation += 1
            continue
        rest = entry["rest"] if entry else line
        found = LEVEL.search(rest[:60])
        level = found[1].replace("WARNING", "WARN") if found else "OTHER"
        levels[level] += 1
        if entry and level in {"WARN", "ERROR", "CRITICAL", "FATAL"}:
            per_hour[f"{entry['day']} {entry['hour']}:00"] += 1
        message = LEVEL.sub("", rest, count=1) if found else rest
        key = (level, fold(message).lstrip("[]:- "))
        groups[key] += 1
        samples.setdefault(key, line.strip())
    if not levels:
        raise ValueError("the log is empty")
    return {
        "levels": dict(levels),
        "per_hour": dict(sorted(per_hour.items())),
        "groups": [
            {"count": count, "level": key[0], "message": key[1], "sample": samples[key]}
            for key, count in groups.most_common(int(data.get("top", 10)))
        ],
        "continuation_lines": continuation,
    }


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

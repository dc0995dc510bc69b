"""CSV Doctor: report structural and content problems of a CSV file."""
import csv
import io
import json
import sys
from pathlib import Path

LIMIT = 200


def read_file(path):
    raw = Path(path).read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return raw.decode("latin-1")
    return str(from_bytes(raw).best())


def guess_delimiter(text):
    head = text.splitlines()[:10]
    return max(",;\t|", key=lambda d: (min(line.count(d) for line in head), sum(line.count(d) for line in head)))


def is_number(value):
    try:
        float(value)
    except ValueError:
        return False
    return True


def plural(n):
    return f"{n} field" if n == 1 else f"{n} fields"


def check_header(names):
    for index, name in enumerate(names):
        if not name.strip():
            yield 1, f"column {index + 1} has no name"
        elif name in names[:index]:
            yield 1, f"column name '{name}' is repeated"


def check_rows(rows, width, names):
    seen = {}
    for line, row in rows:
        if len(row) != width:
            yield line, f"{plural(len(row))}, expected {width}"
            continue
        key = tuple(row)
        if key in seen:
            yield line, f"duplicate of line {seen[key]}"
        seen.setdefault(key, line)
        for name, value in zip(names, row):
            if value != value.strip():
                yield line, f"stray space in '{name}'"


def check_types(rows, width, names):
    for index in range(width):
        cells = [(line, row[index].strip()) for line, row in rows if len(row) == width and row[index].strip()]
        odd = [(line, value) for line, value in cells if not is_number(value)]
        if odd and len(odd) <= 0.4 * len(cells):
            for line, value in odd:
                yield line, f"'{value}' in the numeric column '{names[index]}'"


def run(data):
    text = data["text"] if "text" in data else read_file(data["path"])
    if not text.strip():
        raise ValueError("the file is empty")
    delimiter = data.get("delimiter") or guess_delimiter(text)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows = [(reader.line_num, row) for row in reader if row]
    width = len(rows[0][1])
    problems = []
    if data.get("header", True):
        names = rows.pop(0)[1]
        problems += check_header(names)
    else:
        names = [f"column {i + 1}" for i in range(width)]
    problems += check_rows(rows, width, names)
    problems += check_types(rows, width, names)
    problems.sort(key=lambda item: item[0])
    result = {
        "rows": len(rows),
        "columns": width,
        "delimiter": delimiter,
        "problems": [{"line": line, "problem": text} for line, text in problems[:LIMIT]],
    }
    if len(problems) > LIMIT:
        result["truncated"] = len(problems) - LIMIT
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

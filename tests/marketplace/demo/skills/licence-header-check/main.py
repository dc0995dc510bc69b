"""Licence Header Check: SPDX line and copyright notice of source files."""
import json
import re
import sys
from pathlib import PurePosixPath

SPDX = re.compile(r"SPDX-License-Identifier:\s*([^\r\n*]+?)\s*(?:\*/|-->)?\s*$", re.M)
COPYRIGHT = re.compile(r"Copyright\s+(?:\(c\)\s*|©\s*)?(\d{4})(?:\s*[-–]\s*(\d{4}))?,?\s+([^\r\n]+)", re.I)
STYLES = {
    "hash": (("py", "sh", "rb", "yml", "yaml", "toml", "r", "pl"), "# {}", None),
    "slash": (("js", "ts", "java", "c", "h", "cpp", "cs", "go", "rs", "swift", "kt"), "// {}", None),
    "block": (("css", "scss"), " * {}", ("/*", " */")),
    "markup": (("html", "xml", "svg", "vue"), "  {}", ("<!--", "-->")),
    "dash": (("sql", "lua", "hs"), "-- {}", None),
}


def suggestion(name, licence, holder, year):
    suffix = PurePosixPath(name).suffix.lstrip(".").lower()
    lines = [f"SPDX-License-Identifier: {licence}"]
    if holder:
        lines.append(f"Copyright {year} {holder}" if year else f"Copyright {holder}")
    for suffixes, template, frame in STYLES.values():
        if suffix in suffixes:
            body = [template.format(line) for line in lines]
            return "\n".join([frame[0], *body, frame[1]] if frame else body)
    return None


def check(content, licence, holder, year):
    head = "\n".join(content.splitlines()[:20])
    problems = []
    spdx = SPDX.search(head)
    if spdx is None:
        problems.append("no SPDX line")
    elif spdx[1] != licence:
        problems.append(f"licence is {spdx[1]}, expected {licence}")
    if holder:
        notice = COPYRIGHT.search(head)
        if notice is None:
            problems.append("no copyright notice")
        else:
            if holder.lower() not in notice[3].lower():
                problems.append(f"copyright holder is {notice[3].strip(' */->')}")
            last = int(notice[2] or notice[1])
            if year and last < year:
                problems.append(f"notice ends in {last}, expected {year}")
    return problems, spdx is None


def run(data):
    licence, holder, year = data["licence"], data.get("holder"), data.get("year")
    files = data["files"]
    if not isinstance(files, dict) or not files:
        raise ValueError("files must map at least one file name to its content")
    report = []
    for name, content in sorted(files.items()):
        problems, bare = check(content, licence, holder, year)
        entry = {"file": name, "ok": not problems}
        if problems:
            entry["problems"] = problems
        if bare and (text := suggestion(name, licence, holder, year)):
            entry["suggestion"] = text
        report.append(entry)
    return {"checked": len(report), "ok": sum(e["ok"] for e in report), "files": report}


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        for key in ("files",):
            if isinstance(data.get(key), str):
                data[key] = json.loads(data[key])
        result, code = run(data), 0
    except KeyError as exc:
        result, code = {"error": f"missing field: {exc.args[0]}"}, 1
    except (ValueError, TypeError, AttributeError, IndexError, ArithmeticError, OSError) as exc:
        result, code = {"error": str(exc)}, 1
    print(json.dumps(result))
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Semver Advisor: next version and changelog from Conventional Commits."""
import json
import re
import sys

VERSION = re.compile(r"^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z-]+)\.(\d+))?$")
SUBJECT = re.compile(r"^(?P<type>[a-z]+)(?:\((?P<scope>[^)]+)\))?(?P<bang>!)?: (?P<text>.+)$")
BREAKING = re.compile(r"^BREAKING[ -]CHANGE: ", re.M)
SECTIONS = [("breaking", "Breaking changes"), ("feat", "Added"), ("fix", "Fixed"),
            ("perf", "Faster"), ("revert", "Reverted")]


def sort_commits(messages):
    found, unreadable = {}, []
    for message in messages:
        subject = message.strip().split("\n", 1)[0]
        match = SUBJECT.match(subject)
        if match is None:
            unreadable.append(subject)
            continue
        kind = "breaking" if match["bang"] or BREAKING.search(message) else match["type"]
        scope = f"**{match['scope']}:** " if match["scope"] else ""
        found.setdefault(kind, []).append(scope + match["text"])
    return found, unreadable


def choose_bump(found, major):
    if "breaking" in found:
        return "major" if major > 0 else "minor"
    if "feat" in found:
        return "minor"
    return "patch" if any(k in found for k in ("fix", "perf", "revert")) else "none"


def next_version(match, bump, pre):
    major, minor, patch = (int(match[i]) for i in (1, 2, 3))
    if bump == "none":
        return match[0].lstrip("v")
    if match[4]:  # a pre-release already carries the bump
        number = f"{major}.{minor}.{patch}"
        return f"{number}-{pre}.{int(match[5]) + 1 if pre == match[4] else 1}" if pre else number
    if bump == "major":
        number = f"{major + 1}.0.0"
    elif bump == "minor":
        number = f"{major}.{minor + 1}.0"
    else:
        number = f"{major}.{minor}.{patch + 1}"
    return f"{number}-{pre}.1" if pre else number


def run(data):
    match = VERSION.match(data["version"].strip())
    if match is None:
        raise ValueError(f"'{data['version']}' is not a version like 1.4.2 or 1.5.0-beta.1")
    found, unreadable = sort_commits(data["commits"])
    bump = choose_bump(found, int(match[1]))
    version = next_version(match, bump, data.get("pre"))
    lines = [f"## {version}"]
    for kind, title in SECTIONS:
        if kind in found:
            lines += ["", f"### {title}", ""] + [f"- {text}" for text in found[kind]]
    return {"next": version, "bump": bump, "changelog": "\n".join(lines), "unreadable": unreadable}


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

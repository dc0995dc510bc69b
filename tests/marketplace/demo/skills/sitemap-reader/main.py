"""Sitemap Reader: sections, age and duplicates of an XML sitemap."""
import gzip
import io
import json
import sys
import time
from collections import Counter, defaultdict
from datetime import date
from urllib.parse import urlsplit
from http.client import HTTPException
from urllib.request import Request, urlopen
from xml.etree import ElementTree

try:
    from defusedxml.ElementTree import fromstring
except ImportError:
    fromstring = ElementTree.fromstring

LIMIT = 50_000


def download(url):
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are supported")
    with urlopen(Request(url, headers={"User-Agent": "sitemap-reader/1.5"}), timeout=20) as response:
        raw = response.read(10_000_000)
    if raw[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as archive:
            raw = archive.read(50_000_000)
    return raw.decode("utf-8")


def parse(text):
    if "<!doctype" in text[:2000].lower():
        raise ValueError("documents with a DOCTYPE are not accepted")
    try:
        root = fromstring(text.strip().encode("utf-8"))
    except ElementTree.ParseError as error:
        raise ValueError(f"not well-formed XML: {error}") from None
    kind = root.tag.rsplit("}", 1)[-1]
    if kind not in ("urlset", "sitemapindex"):
        raise ValueError(f"<{kind}> is not a sitemap")
    entries = []
    for node in root:
        values = {child.tag.rsplit("}", 1)[-1]: (child.text or "").strip() for child in node}
        if values.get("loc"):
            entries.append((values["loc"], values.get("lastmod", "")[:10]))
    return kind, entries


def collect(data):
    kind, entries = parse(data["text"] if "text" in data else download(data["url"]))
    if kind == "urlset":
        return entries, []
    sitemaps, pages = [loc for loc, _ in entries], []
    for number, address in enumerate(sitemaps[: min(int(data.get("follow", 0)), 20)]):
        time.sleep(1 if number else 0)
        pages += parse(download(address))[1]
    return pages, sitemaps


def as_date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def run(data):
    pages, sitemaps = collect(data)
    pages = pages[:LIMIT]
    sections, depth, groups, stale = Counter(), Counter(), defaultdict(list), []
    dates = {loc: as_date(lastmod) for loc, lastmod in pages}
    known = [day for day in dates.values() if day]
    today = date.fromisoformat(data["today"]) if "today" in data else max(known, default=None)
    for loc, _ in pages:
        parts = urlsplit(loc)
        segments = [segment for segment in parts.path.split("/") if segment]
        sections[f"/{segments[0]}" if segments else "/"] += 1
        depth[len(segments)] += 1
        groups[(parts.netloc.lower(), parts.path.rstrip("/").lower())].append(loc)
        if dates[loc] and (today - dates[loc]).days > 730:
            stale.append({"url": loc, "lastmod": dates[loc].isoformat()})
    return {
        "pages": len(pages),
        "sitemaps": sitemaps,
        "sections": dict(sections.most_common(25)),
        "depth": {str(level): count for level, count in sorted(depth.items())},
        "without_date": sum(day is None for day in dates.values()),
        "stale": stale[:100],
        "duplicates": [urls for urls in groups.values() if len(urls) > 1][:100],
    }


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        result, code = run(data), 0
    except KeyError as exc:
        result, code = {"error": f"missing field: {exc.args[0]}"}, 1
    except (ValueError, TypeError, AttributeError, IndexError, ArithmeticError, OSError, HTTPException) as exc:
        result, code = {"error": str(exc)}, 1
    print(json.dumps(result))
    return code


if __name__ == "__main__":
    sys.exit(main())

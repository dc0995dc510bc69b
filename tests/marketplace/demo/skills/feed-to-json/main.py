"""Feed to JSON: RSS and Atom feeds in one simple shape."""
import html
import json
import re
import sys
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.request import Request, urlopen
from xml.etree import ElementTree

try:
    from defusedxml.ElementTree import fromstring
except ImportError:
    fromstring = ElementTree.fromstring


def download(url):
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are supported")
    request = Request(url, headers={"User-Agent": "feed-to-json/1.4"})
    with urlopen(request, timeout=20) as response:
        return response.read(5_000_000)


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def child_text(element, *names):
    for name in names:
        for child in element:
            if local(child) == name and (text := "".join(child.itertext()).strip()):
                return text
    return ""


def link_of(element):
    for child in element:
        if local(child) == "link" and child.get("rel", "alternate") == "alternate":
            return child.get("href") or (child.text or "").strip()
    return ""


def utc(text):
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(timezone.utc).isoformat()


def plain(markup, limit=300):
    text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(p|div|li)>|<br\s*/?>", " ", markup)))
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def run(data):
    source = data["text"] if "text" in data else download(data["url"])
    head = source[:2000] if isinstance(source, str) else source[:2000].decode("latin-1")
    if "<!doctype" in head.lower():
        raise ValueError("documents with a DOCTYPE are not accepted")
    try:
        root = fromstring(source)
    except ElementTree.ParseError as error:
        raise ValueError(f"the feed is not well-formed XML: {error}") from None
    kinds = {"rss": "rss", "RDF": "rss", "feed": "atom"}
    if local(root) not in kinds:
        raise ValueError(f"<{local(root)}> is neither RSS nor Atom")
    channel = next((c for c in root if local(c) == "channel"), root)
    word = data.get("contains", "").lower()
    entries = []
    for item in root.iter():
        if local(item) not in ("item", "entry"):
            continue
        entry = {
            "title": plain(child_text(item, "title")),
            "link": link_of(item),
            "published": utc(child_text(item, "published", "pubDate", "date", "updated")),
            "summary": plain(child_text(item, "summary", "description", "content", "encoded")),
        }
        if word in (entry["title"] + " " + entry["summary"]).lower():
            entries.append(entry)
    return {
        "title": plain(child_text(channel, "title")),
        "format": kinds[local(root)],
        "entries": entries[: int(data.get("limit", 20))],
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

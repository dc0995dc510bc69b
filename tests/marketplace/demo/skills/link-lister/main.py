"""Link Lister: all links of a page, resolved, grouped and commented."""
import json
import re
import sys
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from http.client import HTTPException
from urllib.request import Request, urlopen

VAGUE = {"here", "click here", "more", "read more", "link", "this", "hier", "mehr", "ici", "aquí"}
TRACKING = re.compile(r"[?&](utm_\w+|fbclid|gclid|mc_eid)=")


def download(url):
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are supported")
    with urlopen(Request(url, headers={"User-Agent": "link-lister/1.3"}), timeout=20) as response:
        charset = response.headers.get_content_charset() or "utf-8"
        return response.read(5_000_000).decode(charset, "replace")


class LinkParser(HTMLParser):
    def __init__(self, base):
        super().__init__()
        self.base, self.links, self.current = base, [], None

    def handle_starttag(self, tag, attrs):
        attrs = {key: value or "" for key, value in attrs}
        if tag == "base" and attrs.get("href"):
            self.base = urljoin(self.base, attrs["href"])
        elif tag == "a" and "href" in attrs:
            self.current = {"href": attrs["href"].strip(), "text": attrs.get("aria-label", ""),
                            "blank": attrs.get("target") == "_blank", "rel": attrs.get("rel", "")}
            self.links.append(self.current)
        elif tag == "img" and self.current is not None:
            self.current["text"] += " " + attrs.get("alt", "")

    def handle_endtag(self, tag):
        if tag == "a":
            self.current = None

    def handle_data(self, data):
        if self.current is not None:
            self.current["text"] += data


def kind_of(address, host):
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https", ""):
        return "special"
    return "internal" if parts.netloc.lower() in ("", host) else "external"


def remarks_for(link, address):
    text = " ".join(link["text"].split())
    if not text:
        yield "no text"
    elif text.lower().strip(" .…»>") in VAGUE:
        yield f"vague text '{text}'"
    if link["blank"] and not {"noopener", "noreferrer"} & set(link["rel"].lower().split()):
        yield "opens a new tab without noopener"
    if TRACKING.search(address):
        yield "tracking parameter"


def run(data):
    base = data.get("url", "")
    html = data["html"] if "html" in data else download(data["url"])
    parser = LinkParser(base)
    parser.feed(html)
    host = urlsplit(base).netloc.lower()
    collected, remarks = {}, []
    for link in parser.links:
        address = urljoin(parser.base, link["href"])
        target = urldefrag(address).url or parser.base
        entry = collected.setdefault(target, {
            "url": target, "kind": kind_of(target, host), "text": " ".join(link["text"].split()), "times": 0,
        })
        entry["times"] += 1
        remarks += [{"href": link["href"], "remark": text} for text in remarks_for(link, address)]
    links = list(collected.values())
    counts = {kind: sum(link["kind"] == kind for link in links) for kind in ("internal", "external", "special")}
    if data.get("only"):
        links = [link for link in links if link["kind"] == data["only"]]
    return {"counts": counts, "links": links, "remarks": remarks}


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

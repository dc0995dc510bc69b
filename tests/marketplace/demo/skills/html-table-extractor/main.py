"""HTML Table Extractor: tables of a page as plain rows."""
import json
import ssl
import sys
from html.parser import HTMLParser
from http.client import HTTPException
from urllib.request import Request, urlopen


def download(url):
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are supported")
    context = ssl.create_default_context()
    try:
        import certifi
        context.load_verify_locations(certifi.where())
    except ImportError:
        pass  # the certificates of the system are used
    request = Request(url, headers={"User-Agent": "html-table-extractor/2.0"})
    with urlopen(request, timeout=20, context=context) as response:
        charset = response.headers.get_content_charset() or "utf-8"
        return response.read(5_000_000).decode(charset, "replace")


def span(value):
    return min(max(int(value), 1), 500) if value and value.isdigit() else 1


class TableParser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tables, self.open, self.skip = [], [], 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "style"):
            self.skip += 1
        elif tag == "table":
            table = {"caption": {"text": ""}, "rows": [], "target": None}
            self.tables.append(table)
            self.open.append(table)
        elif self.open:
            table = self.open[-1]
            if tag == "tr":
                table["rows"].append([])
                table["target"] = None
            elif tag in ("td", "th"):
                if not table["rows"]:
                    table["rows"].append([])
                cell = {"text": "", "th": tag == "th", "cols": span(attrs.get("colspan")), "rows": span(attrs.get("rowspan"))}
                table["rows"][-1].append(cell)
                table["target"] = cell
            elif tag == "caption":
                table["target"] = table["caption"]
            elif tag in ("br", "p", "li", "div"):
                self.handle_data(" ")

    def handle_endtag(self, tag):
        self.skip = max(self.skip - (tag in ("script", "style")), 0)
        if self.open and tag == "table":
            self.open.pop()
        elif self.open and tag in ("td", "th", "caption"):
            self.open[-1]["target"] = None

    def handle_data(self, data):
        if self.open and self.open[-1]["target"] and not self.skip:
            self.open[-1]["target"]["text"] += data


def expand(rows):
    """Lay cells out on a grid so that merged cells appear everywhere they cover."""
    grid, carried = [], {}
    for row in rows:
        line, cells = [], iter(row)
        while True:
            column = len(line)
            if column in carried:
                text, th, left = carried.pop(column)
                line.append((text, th))
                if left > 1:
                    carried[column] = (text, th, left - 1)
                continue
            cell = next(cells, None)
            if cell is None:
                if not any(key > column for key in carried):
                    break
                line.append(("", False))
                continue
            text = " ".join(cell["text"].split())
            for _ in range(cell["cols"]):
                if cell["rows"] > 1:
                    carried[len(line)] = (text, cell["th"], cell["rows"] - 1)
                line.append((text, cell["th"]))
        grid.append(line)
    return grid


def run(data):
    parser = TableParser()
    parser.feed(data["html"] if "html" in data else download(data["url"]))
    parser.close()
    found = []
    for number, table in enumerate(parser.tables, 1):
        grid = [line for line in expand(table["rows"]) if line]
        has_header = bool(grid) and all(th for _, th in grid[0])
        texts = [[text for text, _ in line] for line in grid]
        header = texts.pop(0) if has_header else []
        caption = " ".join(table["caption"]["text"].split())
        word = data.get("contains", "").lower()
        if data.get("table") in (None, number) and word in " ".join([caption, *header]).lower():
            found.append({"table": number, "caption": caption, "header": header, "rows": texts})
    return {"tables_on_page": len(parser.tables), "tables": found}


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

"""OpenAPI Endpoint Lister: overview and gaps of an OpenAPI 3 document."""
import json
import re
import sys
from collections import Counter
from http.client import HTTPException
from urllib.request import Request, urlopen

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def download(url):
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("only http and https addresses are supported")
    request = Request(url, headers={"Accept": "application/json", "User-Agent": "openapi-lister/1.2"})
    with urlopen(request, timeout=20) as response:
        return response.read(8_000_000).decode("utf-8")


def parse(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        try:
            import yaml
        except ImportError:
            raise ValueError(f"not valid JSON ({error}); for YAML install PyYAML") from None
        try:
            return yaml.safe_load(text)
        except yaml.YAMLError as problem:
            raise ValueError(f"neither JSON nor YAML: {problem}") from None


def resolve(document, item):
    reference = item.get("$ref", "")
    if not reference.startswith("#/"):
        return item
    for part in reference[2:].split("/"):
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


def operations(document):
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                shared = item.get("parameters", [])
                yield path, method, item[method], shared + item[method].get("parameters", [])


def findings_for(path, operation, parameters):
    if not operation.get("operationId"):
        yield "no operationId"
    if not (operation.get("summary") or operation.get("description")):
        yield "no summary"
    declared = {p.get("name") for p in parameters if p.get("in") == "path"}
    for name in re.findall(r"\{([^}]+)\}", path):
        if name not in declared:
            yield f"path parameter '{name}' is not declared"
    codes = [str(code) for code in operation.get("responses", {})]
    if not any(code[0] in "45" or code == "default" for code in codes):
        yield "no error response"


def run(data):
    document = data.get("document")
    if document is None:
        document = parse(data["text"] if "text" in data else download(data["url"]))
    if not str(document.get("openapi", "")).startswith("3."):
        raise ValueError("this is not an OpenAPI 3 document")
    endpoints, findings, ids = [], [], Counter()
    for path, method, operation, raw in operations(document):
        if data.get("tag") and data["tag"] not in operation.get("tags", []):
            continue
        parameters = [resolve(document, item) for item in raw]
        name = f"{method.upper()} {path}"
        ids[operation.get("operationId")] += 1
        endpoints.append({
            "endpoint": name,
            "summary": operation.get("summary"),
            "parameters": [p.get("name", "?") + ("*" if p.get("required") else "") for p in parameters],
            "body": "requestBody" in operation,
            "responses": [str(code) for code in operation.get("responses", {})],
        })
        findings += [{"endpoint": name, "finding": text} for text in findings_for(path, operation, parameters)]
    info = document.get("info", {})
    return {
        "api": f"{info.get('title', 'untitled')} {info.get('version', '')}".strip(),
        "endpoints": endpoints,
        "findings": findings,
        "duplicate_ids": sorted(key for key, count in ids.items() if key and count > 1),
    }


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        for key in ("document",):
            if isinstance(data.get(key), str):
                data[key] = json.loads(data[key])
        result, code = run(data), 0
    except KeyError as exc:
        result, code = {"error": f"missing field: {exc.args[0]}"}, 1
    except (ValueError, TypeError, AttributeError, IndexError, ArithmeticError, OSError, HTTPException) as exc:
        result, code = {"error": str(exc)}, 1
    print(json.dumps(result))
    return code


if __name__ == "__main__":
    sys.exit(main())

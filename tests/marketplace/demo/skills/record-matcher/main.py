"""Record Matcher: list pairs of records that probably mean the same thing."""
import json
import re
import sys
import unicodedata
from difflib import SequenceMatcher
from itertools import combinations

FOLDING = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l"})


def normalise(value):
    text = unicodedata.normalize("NFC", str(value or "")).lower().translate(FOLDING)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", text)))


def difflib_ratio(a, b):
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio()


def pick_engine(name):
    if name == "difflib":
        return difflib_ratio
    if name == "rapidfuzz":
        try:
            from rapidfuzz.fuzz import ratio
        except ImportError:
            raise ValueError("rapidfuzz is not installed; use the engine 'difflib'") from None
        return lambda a, b: ratio(a, b) / 100
    raise ValueError("engine must be 'difflib' or 'rapidfuzz'")


def similarity(a, b, ratio):
    if not a and not b:
        return None
    return 1.0 if a == b else ratio(a, b)


def run(data):
    records = data["records"]
    if len(records) < 2:
        raise ValueError("at least two records are needed")
    weights = data.get("fields") or {key: 1 for record in records for key in record}
    threshold = float(data.get("threshold", 0.85))
    ratio = pick_engine(data.get("engine", "difflib"))
    prepared = [{key: normalise(record.get(key)) for key in weights} for record in records]
    pairs = []
    for (i, a), (j, b) in combinations(enumerate(prepared), 2):
        scores = {key: similarity(a[key], b[key], ratio) for key in weights}
        scores = {key: score for key, score in scores.items() if score is not None}
        total = sum(weights[key] for key in scores)
        if not total:
            continue
        score = sum(weights[key] * value for key, value in scores.items()) / total
        if score >= threshold:
            pairs.append({
                "records": [i, j],
                "score": round(score, 3),
                "fields": {key: round(value, 3) for key, value in scores.items()},
            })
    pairs.sort(key=lambda pair: (-pair["score"], pair["records"]))
    return {"compared": len(records) * (len(records) - 1) // 2, "pairs": pairs}


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        for key in ("fields",):
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

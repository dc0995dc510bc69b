"""Rail Connection Ranker: one comparable cost for each connection."""
import json
import sys
from datetime import datetime

WEIGHTS = {"hour": 12.0, "change": 4.0, "risk": 30.0}


def read_legs(connection):
    legs = [
        {**leg, "dep": datetime.fromisoformat(leg["dep"]), "arr": datetime.fromisoformat(leg["arr"])}
        for leg in connection["legs"]
    ]
    if not legs:
        raise ValueError("every connection needs at least one leg")
    return legs


def impossible(legs):
    for leg in legs:
        if leg["arr"] <= leg["dep"]:
            return f"arrives in {leg['to']} before it departs"
    for first, second in zip(legs, legs[1:]):
        if first["to"] != second["from"]:
            return f"no link between {first['to']} and {second['from']}"
        if second["dep"] < first["arr"]:
            return f"the train in {first['to']} leaves before you arrive"
    return None


def transfers(legs, safe):
    for first, second in zip(legs, legs[1:]):
        wait = (second["dep"] - first["arr"]).total_seconds() / 60
        yield {"in": first["to"], "minutes": round(wait), "risk": round(max(0, 1 - wait / safe), 2)}


def assess(number, connection, weights, safe):
    legs = read_legs(connection)
    name = connection.get("name", f"Connection {number}")
    problem = impossible(legs)
    if problem:
        return {"name": name, "problem": problem}
    hours = (legs[-1]["arr"] - legs[0]["dep"]).total_seconds() / 3600
    changes = list(transfers(legs, safe))
    parts = {
        "price": float(connection.get("price", 0)),
        "time": hours * weights["hour"],
        "changes": len(changes) * weights["change"],
        "risk": sum(t["risk"] for t in changes) * weights["risk"],
    }
    return {
        "name": name,
        "cost": round(sum(parts.values()), 2),
        "duration": f"{int(hours)}:{round(hours * 60) % 60:02d}",
        "transfers": changes,
        "parts": {key: round(value, 2) for key, value in parts.items()},
    }


def explain(best, second):
    gains = {key: second["parts"][key] - best["parts"][key] for key in best["parts"]}
    better = sorted((k for k in gains if gains[k] > 0), key=lambda k: -gains[k])
    worse = sorted((k for k in gains if gains[k] < 0), key=lambda k: gains[k])
    text = f"{best['name']} beats {second['name']} by {second['cost'] - best['cost']:.2f}: better on {', '.join(better) or 'nothing'}"
    return text + (f", worse on {', '.join(worse)}." if worse else ".")


def run(data):
    weights = {**WEIGHTS, **{key: float(value) for key, value in data.get("weights", {}).items()}}
    safe = float(data.get("safe_minutes", 12))
    if safe <= 0:
        raise ValueError("safe_minutes must be positive")
    results = [assess(n, c, weights, safe) for n, c in enumerate(data["connections"], 1)]
    ranked = sorted((r for r in results if "cost" in r), key=lambda r: (r["cost"], r["name"]))
    return {
        "ranking": ranked,
        "impossible": [r for r in results if "problem" in r],
        "why": explain(*ranked[:2]) if len(ranked) > 1 else None,
    }


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        for key in ("weights",):
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

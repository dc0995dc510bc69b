"""Trendline: least-squares fit of a straight line with a short verdict."""
import json
import math
import sys


def fit(xs, ys):
    n = len(xs)
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    sxx = sum((x - mean_x) ** 2 for x in xs)
    if sxx == 0:
        raise ValueError("all x values are equal, a line cannot be fitted")
    sxy = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys))
    slope = sxy / sxx
    intercept = mean_y - slope * mean_x
    residual = sum((y - intercept - slope * x) ** 2 for x, y in zip(xs, ys))
    total = sum((y - mean_y) ** 2 for y in ys)
    return {
        "slope": slope,
        "intercept": intercept,
        "r_squared": 1 - residual / total if total else 1.0,
        "slope_error": math.sqrt(residual / (n - 2) / sxx),
    }


def verdict(line):
    if abs(line["slope"]) <= 2 * line["slope_error"]:
        return "no clear trend"
    return "rising" if line["slope"] > 0 else "falling"


def run(data):
    ys = [float(v) for v in data["y"]]
    xs = [float(v) for v in data.get("x") or range(len(ys))]
    if len(xs) != len(ys):
        raise ValueError(f"x has {len(xs)} values but y has {len(ys)}")
    if len(ys) < 3:
        raise ValueError("at least three points are needed")
    line = fit(xs, ys)
    result = {key: round(value, 4) for key, value in line.items()}
    result["verdict"] = verdict(line)
    result["forecast"] = [
        {"x": x, "y": round(line["intercept"] + line["slope"] * x, 3)}
        for x in data.get("predict", [])
    ]
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

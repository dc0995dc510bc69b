"""A/B Test Judge: two-proportion z-test with a readable conclusion."""
import json
import math
import sys
from statistics import NormalDist

NORMAL = NormalDist()


def arm(value, label):
    conversions, visitors = (int(v) for v in value)
    if visitors <= 0 or not 0 <= conversions <= visitors:
        raise ValueError(f"{label}: expected [conversions, visitors] with 0 <= conversions <= visitors")
    return conversions, visitors


def visitors_needed(p_a, p_b, confidence):
    if p_a == p_b:
        return None
    z = NORMAL.inv_cdf(0.5 + confidence / 2) + NORMAL.inv_cdf(0.8)
    variance = p_a * (1 - p_a) + p_b * (1 - p_b)
    return math.ceil(z * z * variance / (p_a - p_b) ** 2)


def fisher(a, b):
    try:
        from scipy.stats import fisher_exact
    except ImportError:
        return None
    table = [[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]]
    return round(float(fisher_exact(table)[1]), 4)


def run(data):
    a, b = arm(data["a"], "a"), arm(data["b"], "b")
    confidence = float(data.get("confidence", 0.95))
    if not 0.5 < confidence < 1:
        raise ValueError("confidence must lie between 0.5 and 1")
    p_a, p_b = a[0] / a[1], b[0] / b[1]
    pooled = (a[0] + b[0]) / (a[1] + b[1])
    pooled_error = math.sqrt(pooled * (1 - pooled) * (1 / a[1] + 1 / b[1]))
    z = (p_b - p_a) / pooled_error if pooled_error else 0.0
    p_value = 2 * (1 - NORMAL.cdf(abs(z)))
    error = math.sqrt(p_a * (1 - p_a) / a[1] + p_b * (1 - p_b) / b[1])
    margin = NORMAL.inv_cdf(0.5 + confidence / 2) * error
    significant = p_value < 1 - confidence
    if significant:
        text = f"B is {'better' if p_b > p_a else 'worse'} than A at {confidence:.0%} confidence."
    else:
        text = f"No difference shown at {confidence:.0%} confidence; this is not proof that A and B are equal."
    result = {
        "rate_a": round(p_a, 4),
        "rate_b": round(p_b, 4),
        "relative_lift": round(p_b / p_a - 1, 4) if p_a else None,
        "p_value": round(p_value, 4),
        "interval": [round(p_b - p_a - margin, 4), round(p_b - p_a + margin, 4)],
        "visitors_needed_per_arm": visitors_needed(p_a, p_b, confidence),
        "conclusion": text,
    }
    if data.get("exact"):
        result["fisher_p_value"] = fisher(a, b)
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

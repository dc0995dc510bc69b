"""Sharpe & Drawdown: risk and return figures of a price series."""
import json
import math
import sys
from statistics import mean, stdev


def drawdown(prices):
    worst, peak = {"percent": 0.0, "peak": 0, "bottom": 0}, 0
    for index, price in enumerate(prices):
        if price > prices[peak]:
            peak = index
        fall = price / prices[peak] - 1
        if fall < worst["percent"]:
            worst = {"percent": fall, "peak": peak, "bottom": index}
    top = prices[worst["peak"]]
    later = range(worst["bottom"], len(prices))
    worst["recovered"] = next((i for i in later if prices[i] >= top), None)
    worst["percent"] = round(worst["percent"] * 100, 2)
    return worst


def ratio(excess, deviation, periods):
    return round(excess / deviation * math.sqrt(periods), 3) if deviation else None


def run(data):
    prices = [float(p) for p in data["prices"]]
    if len(prices) < 3:
        raise ValueError("at least three prices are needed")
    if min(prices) <= 0:
        raise ValueError("prices must be positive")
    periods = float(data.get("periods_per_year", 12))
    if periods <= 0:
        raise ValueError("periods_per_year must be positive")
    per_period = (1 + float(data.get("risk_free", 0)) / 100) ** (1 / periods) - 1
    returns = [b / a - 1 for a, b in zip(prices, prices[1:])]
    excess = mean(returns) - per_period
    downside = math.sqrt(mean(min(r - per_period, 0) ** 2 for r in returns))
    years = len(returns) / periods
    result = {
        "periods": len(returns),
        "total_return": round((prices[-1] / prices[0] - 1) * 100, 2),
        "annual_return": round(((prices[-1] / prices[0]) ** (1 / years) - 1) * 100, 2),
        "volatility": round(stdev(returns) * math.sqrt(periods) * 100, 2),
        "sharpe": ratio(excess, stdev(returns), periods),
        "sortino": ratio(excess, downside, periods),
        "max_drawdown": drawdown(prices),
    }
    if len(returns) < 24:
        result["note"] = "Fewer than 24 returns: treat the ratios as rough."
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

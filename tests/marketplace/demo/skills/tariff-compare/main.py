"""Energy Tariff Compare: yearly cost of tariffs for your own consumption."""
import json
import sys

# Share of a household's daily consumption per hour, in per mille.
PROFILE = [26, 22, 20, 19, 19, 22, 33, 45, 47, 44, 43, 45, 52, 49, 43, 41, 43, 51, 64, 68, 63, 56, 47, 38]


def consumption(data):
    """Return the yearly consumption per hour of the day."""
    if "hourly_kwh" in data:
        hours = [float(value) for value in data["hourly_kwh"]]
        if len(hours) != 24 or min(hours) < 0:
            raise ValueError("hourly_kwh needs 24 values that are not negative")
        return [value * 365 for value in hours]
    yearly = float(data["yearly_kwh"])
    if yearly <= 0:
        raise ValueError("yearly_kwh must be positive")
    return [yearly * share / sum(PROFILE) for share in PROFILE]


def in_window(hour, window):
    start, end = int(window["from"]), int(window["to"])
    if not (0 <= start <= 24 and 0 <= end <= 24):
        raise ValueError("windows are given in hours from 0 to 24")
    return start <= hour < end if start <= end else hour >= start or hour < end


def price_at(tariff, hour):
    for window in tariff.get("windows", []):
        if in_window(hour, window):
            return float(window["price"])
    return float(tariff["price"])


def run(data):
    hours = consumption(data)
    total = sum(hours)
    if total == 0:
        raise ValueError("there is no consumption to compare")
    offers = []
    for tariff in data["tariffs"]:
        energy = sum(kwh * price_at(tariff, hour) for hour, kwh in enumerate(hours))
        base = 12 * float(tariff.get("base_per_month", 0))
        offers.append({
            "name": tariff["name"],
            "first_year": round(energy + base - float(tariff.get("bonus", 0)), 2),
            "following_years": round(energy + base, 2),
            "average_per_kwh": round((energy + base) / total, 4),
        })
    if not offers:
        raise ValueError("at least one tariff is needed")
    offers.sort(key=lambda offer: (offer["following_years"], offer["name"]))
    for offer in offers:
        offer["more_than_best"] = round(offer["following_years"] - offers[0]["following_years"], 2)
    return {
        "yearly_kwh": round(total),
        "best": offers[0]["name"],
        "best_in_first_year": min(offers, key=lambda offer: offer["first_year"])["name"],
        "tariffs": offers,
    }


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

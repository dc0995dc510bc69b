"""Packing List Maker: quantities, layers and weight for a trip."""
import json
import math
import sys

BAG_KG = 1.2
ACTIVITIES = {
    "hiking": [("day pack", 1, 500), ("hiking socks", 2, 70), ("water bottle", 1, 150), ("plasters", 1, 40)],
    "swimming": [("swimwear", 2, 150), ("quick-dry towel", 1, 250), ("flip-flops", 1, 350)],
    "business": [("shirt or blouse", 2, 220), ("smart shoes", 1, 900), ("laptop and charger", 1, 1900)],
    "cycling": [("cycling shorts", 2, 180), ("helmet", 1, 300), ("repair kit", 1, 350)],
    "running": [("running shoes", 1, 550), ("running kit", 1, 300)],
    "camping": [("sleeping bag", 1, 1100), ("sleeping mat", 1, 500), ("head torch", 1, 90), ("tent share", 1, 1300)],
}
OPTIONAL = ("flip-flops", "umbrella", "smart shoes", "running shoes", "warm jumper", "book or reader")


def clothes(days, low, high):
    yield "underwear", days, 60
    yield "socks", days, 50
    yield "T-shirt", math.ceil(days * (1 if high >= 24 else 0.7)), 150
    yield "trousers", max(1, math.ceil(days / 4)), 450
    if high >= 22:
        yield "shorts or skirt", max(1, math.ceil(days / 4)), 250
    if low < 18:
        yield "light jumper", 1, 350
    if low < 8:
        yield "warm jumper", 1, 500
    yield "sleepwear", 1, 250


def weather(low, high, rain):
    if rain:
        yield "rain jacket", 1, 350
        yield "umbrella", 1, 300
    if low < 5:
        yield "hat and gloves", 1, 150
    if high >= 22:
        yield "sun cream", 1, 120
        yield "sun hat", 1, 90


def run(data):
    nights = int(data["nights"])
    low = float(data["low"])
    high = float(data.get("high", low + 8))
    if not 1 <= nights <= 120 or high < low:
        raise ValueError("expected 1 to 120 nights and high not below low")
    unknown = set(data.get("activities", [])) - set(ACTIVITIES)
    if unknown:
        raise ValueError(f"unknown activities: {', '.join(sorted(unknown))}; known are {', '.join(ACTIVITIES)}")
    days = min(nights + 1, 5) if data.get("laundry", True) else nights + 1
    groups = {
        "clothes": list(clothes(days, low, high)),
        "weather": list(weather(low, high, data.get("rain", False))),
        "wash bag": [("toothbrush and paste", 1, 80), ("soap and shampoo", 1, 150), ("personal medicines", 1, 100)],
        "always": [("documents and cards", 1, 100), ("phone charger", 1, 120), ("book or reader", 1, 300)],
    }
    for activity in data.get("activities", []):
        groups[activity] = ACTIVITIES[activity]
    wear = ["shoes", "one set of clothes"] + (["winter coat"] if low < 5 else ["jacket"] if low < 15 else [])
    total = BAG_KG + sum(count * grams for items in groups.values() for _, count, grams in items) / 1000
    result = {
        "wear": wear,
        "list": {
            name: [{"item": item, "count": count, "grams": count * grams} for item, count, grams in items]
            for name, items in groups.items() if items
        },
        "total_kg": round(total, 1),
    }
    limit = data.get("limit_kg")
    if limit is not None:
        over = total - float(limit)
        result["over_limit_kg"] = round(max(over, 0), 1)
        packed = [item for items in groups.values() for item, _, _ in items]
        result["leave_out_first"] = [item for item in packed if item in OPTIONAL] if over > 0 else []
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

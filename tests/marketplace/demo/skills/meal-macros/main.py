"""Meal Macros: nutrition of a recipe, per portion and per 100 g."""
import json
import sys
from difflib import get_close_matches

# Protein, fat and carbohydrates in grams per 100 g of raw food, rounded averages.
FOODS = {
    "almonds": (21, 50, 9), "apple": (0.3, 0.2, 13), "banana": (1.1, 0.3, 21),
    "beef, lean": (22, 5, 0), "bread, wholemeal": (9, 3, 41), "broccoli": (2.8, 0.4, 4),
    "butter": (0.7, 82, 0.6), "carrot": (0.9, 0.2, 8), "cheese, hard": (25, 33, 1),
    "chicken breast": (23, 2, 0), "chickpeas, dry": (20, 6, 50), "cod": (18, 0.7, 0),
    "cream": (2.1, 33, 3), "egg": (12.6, 10, 0.7), "flour, wheat": (10, 1, 74),
    "honey": (0.3, 0, 80), "lentils, dry": (24, 1.5, 50), "milk": (3.4, 3.6, 4.8),
    "oats": (13, 7, 59), "olive oil": (0, 100, 0), "onion": (1.1, 0.1, 8),
    "pasta, dry": (12, 1.5, 71), "pepper": (1, 0.3, 5), "potato": (2, 0.1, 16),
    "rice, dry": (7, 0.7, 79), "salmon": (20, 13, 0), "spinach": (2.9, 0.4, 1.4),
    "sugar": (0, 0, 100), "tofu": (13, 8, 2), "tomato": (0.9, 0.2, 3),
    "yoghurt": (3.8, 3.5, 4.7),
}
NAMES = ("protein", "fat", "carbs")


def food_table(own):
    table = dict(FOODS)
    for name, values in own.items():
        table[name.lower()] = tuple(float(values.get(key, 0)) for key in NAMES)
    return table


def summary(totals, divisor):
    protein, fat, carbs = (value / divisor for value in totals)
    return {
        "kcal": round(4 * protein + 9 * fat + 4 * carbs),
        "protein": round(protein, 1),
        "fat": round(fat, 1),
        "carbs": round(carbs, 1),
    }


def run(data):
    table = food_table(data.get("foods", {}))
    portions = float(data.get("portions", 1))
    totals, raw_weight = [0.0, 0.0, 0.0], 0.0
    for item in data["ingredients"]:
        name, grams = item["food"].strip().lower(), float(item["grams"])
        if grams < 0:
            raise ValueError(f"{item['food']}: grams must not be negative")
        if name not in table:
            similar = get_close_matches(name, table, n=1)
            hint = f"; did you mean '{similar[0]}'?" if similar else "; add it under 'foods'"
            raise ValueError(f"unknown food '{item['food']}'{hint}")
        raw_weight += grams
        for index, value in enumerate(table[name]):
            totals[index] += value * grams / 100
    weight = float(data.get("cooked_weight") or raw_weight)
    if weight <= 0 or portions <= 0:
        raise ValueError("weight and portions must be positive")
    energy = [factor * value for factor, value in zip((4, 9, 4), totals)]
    return {
        "total": summary(totals, 1),
        "per_portion": summary(totals, portions),
        "per_100_g": summary(totals, weight / 100),
        "energy_share": {
            key: round(100 * part / (sum(energy) or 1)) for key, part in zip(NAMES, energy)
        },
    }


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        for key in ("foods",):
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

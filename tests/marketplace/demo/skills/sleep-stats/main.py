"""Sleep Diary Statistics: averages, regularity and social jet lag."""
import json
import sys
from datetime import date
from statistics import mean, pstdev


def minutes(text):
    hours, _, rest = text.partition(":")
    value = int(hours) * 60 + int(rest)
    if not (0 <= int(hours) < 24 and 0 <= int(rest) < 60):
        raise ValueError(f"'{text}' is not a time like 23:10")
    return value


def clock(value):
    value = round(value) % 1440
    return f"{value // 60:02d}:{value % 60:02d}"


def read_night(entry):
    day = date.fromisoformat(entry["date"])
    bed, up = minutes(entry["bed"]), minutes(entry["up"])
    if bed < 15 * 60:  # after midnight: count on from the evening before
        bed += 1440
    if up <= bed:
        up += 1440
    in_bed = up - bed
    awake = int(entry.get("awake_minutes", 0))
    if in_bed > 16 * 60 or not 0 <= awake < in_bed:
        raise ValueError(f"{entry['date']}: please check the times")
    return {
        "date": entry["date"],
        "free": day.weekday() in (4, 5),
        "bed": bed,
        "up": up,
        "asleep": in_bed - awake,
        "efficiency": (in_bed - awake) / in_bed,
        "middle": (bed + up) / 2,
    }


def remarks(nights, average):
    for night in nights:
        if night["efficiency"] < 0.85:
            yield f"{night['date']}: efficiency only {night['efficiency']:.0%}"
        if night["asleep"] < average - 90:
            yield f"{night['date']}: {(average - night['asleep']) / 60:.1f} h less than your average"


def run(data):
    nights = [read_night(entry) for entry in data["nights"]]
    if not nights:
        raise ValueError("at least one night is needed")
    target = float(data.get("target_hours", 8)) * 60
    average = mean(n["asleep"] for n in nights)
    free = [n["middle"] for n in nights if n["free"]]
    work = [n["middle"] for n in nights if not n["free"]]
    return {
        "nights": len(nights),
        "average_hours": round(average / 60, 2),
        "usual_bed": clock(mean(n["bed"] for n in nights)),
        "usual_up": clock(mean(n["up"] for n in nights)),
        "efficiency": round(mean(n["efficiency"] for n in nights), 3),
        "regularity_minutes": round(pstdev([n["middle"] for n in nights])),
        "social_jet_lag_minutes": round(mean(free) - mean(work)) if free and work else None,
        "debt_hours": round(sum(max(target - n["asleep"], 0) for n in nights) / 60, 1),
        "remarks": list(remarks(nights, average)),
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

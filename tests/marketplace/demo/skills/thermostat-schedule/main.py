"""Thermostat Week Planner: switching points from presence times."""
import json
import sys

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MIN_GAP = 120  # minutes; shorter absences are bridged


def minutes(text):
    hours, _, rest = text.partition(":")
    value = int(hours) * 60 + int(rest or 0)
    if not 0 <= value <= 1440:
        raise ValueError(f"'{text}' is not a time of day")
    return value


def clock(value):
    return f"{value // 60:02d}:{value % 60:02d}"


def spans_for(presence, day):
    group = "weekend" if day in ("sat", "sun") else "weekdays"
    spans = sorted((minutes(a), minutes(b)) for a, b in presence.get(day, presence.get(group, [])))
    for start, end in spans:
        if end <= start:
            raise ValueError(f"{day}: {clock(start)}-{clock(end)} does not run forwards")
    return spans


def heat_spans(spans, warmup):
    merged = []
    for start, end in spans:
        start = max(start - warmup, 0)
        if merged and start - merged[-1][1] < MIN_GAP:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def switching_points(spans, comfort, setback):
    points = []
    if not spans or spans[0][0] > 0:
        points.append({"at": "00:00", "temperature": setback})
    for start, end in spans:
        points.append({"at": clock(start), "temperature": comfort})
        if end < 1440:
            points.append({"at": clock(end), "temperature": setback})
    return points


def run(data):
    presence = data["presence"]
    unknown = set(presence) - set(DAYS) - {"weekdays", "weekend"}
    if unknown:
        raise ValueError(f"unknown days: {', '.join(sorted(unknown))}")
    comfort = float(data.get("comfort", 20.5))
    setback = float(data.get("setback", 17))
    rate = float(data.get("warmup_per_hour", 2))
    outside = float(data.get("outside", 5))
    if not 5 <= setback <= comfort <= 28 or rate <= 0:
        raise ValueError("expected 5 <= setback <= comfort <= 28 and a positive warm-up rate")
    warmup = min(round((comfort - setback) / rate * 60 / 5) * 5, 240)
    schedule, warm = {}, 0
    for day in DAYS:
        spans = heat_spans(spans_for(presence, day), warmup)
        warm += sum(end - start for start, end in spans)
        schedule[day] = switching_points(spans, comfort, setback)
    share = warm / (7 * 1440)
    average = share * comfort + (1 - share) * setback
    saving = (comfort - average) / (comfort - outside) if comfort > outside else 0
    return {
        "preheat_minutes": warmup,
        "schedule": schedule,
        "comfort_hours_per_week": round(warm / 60, 1),
        "average_temperature": round(average, 2),
        "estimated_saving_percent": round(saving * 100, 1),
    }


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        for key in ("presence",):
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

"""Cron in Plain Words: explain a cron expression and list its next runs."""
import json
import sys
from datetime import datetime, timedelta

MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
DAYS = "SUN MON TUE WED THU FRI SAT".split()
DAY_NAMES = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()
SHORTCUTS = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
}
FIELDS = [
    ("minute", 0, 59, None), ("hour", 0, 23, None), ("day", 1, 31, None),
    ("month", 1, 12, MONTHS), ("weekday", 0, 7, DAYS),
]


def number(token, field):
    name, low, high, names = field
    if names and token.upper() in names:
        return names.index(token.upper()) + low
    if not token.isdigit() or not low <= int(token) <= high:
        raise ValueError(f"'{token}' is not a valid {name}")
    return int(token)


def expand(text, field):
    _, low, high, _ = field
    values = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if step and (not step.isdigit() or int(step) == 0):
            raise ValueError(f"'{part}' has an invalid step")
        if span == "*":
            first, last = low, high
        elif "-" in span:
            first, last = (number(t, field) for t in span.split("-", 1))
        else:
            first = number(span, field)
            last = high if step else first
        if first > last:
            raise ValueError(f"the range '{span}' runs backwards")
        values.update(range(first, last + 1, int(step or 1)))
    if field[0] == "weekday":
        values = {v % 7 for v in values}
    return values


def listing(values):
    items = [str(v) for v in values]
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def explain(texts, sets):
    minutes, hours, days, months, weekdays = (sorted(s) for s in sets)
    if len(minutes) == 1 and len(hours) <= 6:
        parts = ["at " + listing(f"{h:02d}:{minutes[0]:02d}" for h in hours)]
    else:
        parts = ["every minute" if texts[0] == "*" else "at minute " + listing(minutes)]
        parts.append("of every hour" if texts[1] == "*" else "of the hours " + listing(hours))
    day_parts = []
    if texts[2] != "*":
        day_parts.append("on day " + listing(days) + " of the month")
    if texts[4] != "*":
        day_parts.append("on " + listing(DAY_NAMES[d] for d in weekdays))
    parts.append(" or ".join(day_parts) or "every day")
    if texts[3] != "*":
        parts.append("in " + listing(MONTHS[m - 1].title() for m in months))
    sentence = " ".join(parts)
    return sentence[0].upper() + sentence[1:]


def run(data):
    expression = SHORTCUTS.get(data["expression"].strip().lower(), data["expression"])
    texts = expression.split()
    if len(texts) != 5:
        raise ValueError(f"expected five fields, found {len(texts)}")
    sets = [expand(text, field) for text, field in zip(texts, FIELDS)]
    minutes, hours, days, months, weekdays = sets
    either = not texts[2].startswith("*") and not texts[4].startswith("*")
    start = datetime.fromisoformat(data["start"])
    count = min(int(data.get("count", 5)), 50)
    runs, day = [], start.replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(4 * 366):
        hits = (day.day in days, (day.weekday() + 1) % 7 in weekdays)
        if day.month in months and (any(hits) if either else all(hits)):
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    moment = day.replace(hour=hour, minute=minute)
                    if moment > start and len(runs) < count:
                        runs.append(f"{moment:%a %Y-%m-%d %H:%M}")
        if len(runs) >= count:
            break
        day += timedelta(days=1)
    result = {"meaning": explain(texts, sets), "next": runs}
    if either:
        result["warning"] = "Day of month and day of week are both set: cron runs when either one matches."
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

"""Calendar File Builder: an iCalendar file from a list of events."""
import hashlib
import json
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

REPEAT = {"daily", "weekly", "monthly", "yearly"}


def escape(text):
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line):
    """Fold a line at 75 octets without cutting a character in two."""
    parts, current = [], ""
    for character in line:
        if len((current + character).encode()) > (75 if not parts else 74):
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])


def time_property(name, value, zone):
    if not isinstance(value, datetime):
        return f"{name};VALUE=DATE:{value:%Y%m%d}"
    if zone and value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    if value.tzinfo:
        return f"{name}:{value.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"
    return f"{name}:{value:%Y%m%dT%H%M%S}"


def parse_time(text):
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def rule(event, day_end):
    repeat = event["repeat"].lower()
    if repeat not in REPEAT:
        raise ValueError(f"{event['title']}: repeat must be one of {', '.join(sorted(REPEAT))}")
    text = f"RRULE:FREQ={repeat.upper()}"
    if "count" in event:
        text += f";COUNT={int(event['count'])}"
    elif "until" in event:
        text += f";UNTIL={parse_time(event['until']):%Y%m%d}{day_end}"
    return text


def event_lines(event, zone, stamp):
    start = parse_time(event["start"])
    whole_day = not isinstance(start, datetime)
    if "end" in event:
        end = parse_time(event["end"])
        if whole_day:  # the end date is exclusive in iCalendar
            end += timedelta(days=1)
    else:
        end = start + (timedelta(days=1) if whole_day else timedelta(hours=1))
    if end <= start:
        raise ValueError(f"{event['title']}: the end must be after the start")
    uid = hashlib.sha256(f"{event['title']}|{event['start']}".encode()).hexdigest()[:32]
    yield from ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}")
    yield time_property("DTSTART", start, zone)
    yield time_property("DTEND", end, zone)
    yield "SUMMARY:" + escape(event["title"])
    for key, name in (("place", "LOCATION"), ("notes", "DESCRIPTION")):
        if event.get(key):
            yield f"{name}:{escape(event[key])}"
    if event.get("repeat"):
        yield rule(event, "" if whole_day else "T235959Z" if zone else "T235959")
    if event.get("remind_minutes") is not None:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:" + escape(event["title"]))
        yield from (f"TRIGGER:-PT{int(event['remind_minutes'])}M", "END:VALARM")
    yield "END:VEVENT"


def run(data):
    zone = None
    if data.get("timezone"):
        try:
            zone = ZoneInfo(data["timezone"])
        except ZoneInfoNotFoundError:
            raise ValueError(f"unknown time zone '{data['timezone']}'; installing tzdata may help") from None
    stamp = datetime.fromisoformat(data["stamp"]) if "stamp" in data else datetime.now(timezone.utc)
    if not data["events"]:
        raise ValueError("at least one event is needed")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar File Builder//EN"]
    for event in data["events"]:
        lines += event_lines(event, zone, stamp)
    lines.append("END:VCALENDAR")
    return {"events": len(data["events"]), "ics": "\r\n".join(fold(line) for line in lines) + "\r\n"}


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

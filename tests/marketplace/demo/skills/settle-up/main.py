"""Settle Up: fair balances and few payments for shared expenses."""
import json
import sys
from decimal import ROUND_HALF_UP, Decimal


def to_cents(amount, rate):
    value = Decimal(str(amount)) * Decimal(str(rate)) * 100
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def split(cents, people):
    share, rest = divmod(cents, len(people))
    return [(person, share + (1 if i < rest else 0)) for i, person in enumerate(people)]


def transfers(balances):
    """Match the largest debtor with the largest creditor until all is even."""
    open_balances = dict(balances)
    payments = []
    while any(open_balances.values()):
        debtor = min(open_balances, key=lambda p: (open_balances[p], p))
        creditor = max(open_balances, key=lambda p: (open_balances[p], p))
        cents = min(-open_balances[debtor], open_balances[creditor])
        open_balances[debtor] += cents
        open_balances[creditor] -= cents
        payments.append({"from": debtor, "to": creditor, "amount": cents / 100})
    return payments


def run(data):
    expenses = data["expenses"]
    base = data.get("base", "EUR")
    rates = {**data.get("rates", {}), base: 1}
    people = []
    for expense in expenses:
        for person in [expense["paid_by"], *expense.get("for", [])]:
            if person not in people:
                people.append(person)
    if len(people) < 2:
        raise ValueError("at least two people are needed")

    balances = dict.fromkeys(people, 0)
    spent = 0
    for number, expense in enumerate(expenses, 1):
        currency = expense.get("currency", base)
        if currency not in rates:
            raise ValueError(f"expense {number}: no rate given for {currency}")
        cents = to_cents(expense["amount"], rates[currency])
        if cents <= 0:
            raise ValueError(f"expense {number}: the amount must be positive")
        spent += cents
        balances[expense["paid_by"]] += cents
        for person, share in split(cents, expense.get("for") or people):
            balances[person] -= share
    return {
        "currency": base,
        "spent": spent / 100,
        "balances": {person: cents / 100 for person, cents in balances.items()},
        "payments": transfers(balances),
    }


def main():
    try:
        data = json.load(sys.stdin.buffer)
        if not isinstance(data, dict):
            raise ValueError("expected one JSON object on standard input")
        for key in ("rates",):
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

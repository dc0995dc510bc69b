"""Loan & Amortisation Planner: annuity loans with optional extra payments."""
import json
import sys
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def instalment(principal, monthly_rate, months):
    if monthly_rate == 0:
        return cents(principal / months)
    return cents(principal * monthly_rate / (1 - (1 + monthly_rate) ** -months))


def simulate(principal, monthly_rate, payment, months):
    """Return one entry per year; the final payment settles what is left."""
    balance, month, years = principal, 0, []
    while balance > 0:
        if month % 12 == 0:
            years.append({"year": month // 12 + 1, "interest": Decimal(0), "repaid": Decimal(0)})
        month += 1
        interest = cents(balance * monthly_rate)
        if payment <= interest and month < months:
            raise ValueError("the payment does not even cover the interest")
        repaid = min(payment - interest, balance)
        if month == months:
            repaid = balance
        balance -= repaid
        years[-1]["interest"] += interest
        years[-1]["repaid"] += repaid
        years[-1]["balance"] = balance
    return month, years


def total_interest(years):
    return sum((entry["interest"] for entry in years), Decimal(0))


def run(data):
    principal = cents(Decimal(str(data["principal"])))
    rate = Decimal(str(data["annual_rate"])) / 1200
    months = int(Decimal(str(data["years"])) * 12)
    extra = cents(Decimal(str(data.get("extra_monthly", 0))))
    if principal <= 0 or rate < 0 or extra < 0 or not 1 <= months <= 600:
        raise ValueError("principal must be positive, rate and extra not negative, and the term 1 to 600 months")
    payment = instalment(principal, rate, months)
    count, years = simulate(principal, rate, payment + extra, months)
    interest = total_interest(years)
    result = {
        "instalment": float(payment),
        "months": count,
        "total_interest": float(interest),
        "total_paid": float(principal + interest),
        "effective_rate": round((float(1 + rate) ** 12 - 1) * 100, 3),
        "schedule": [
            {key: float(value) if isinstance(value, Decimal) else value for key, value in entry.items()}
            for entry in years
        ],
    }
    if extra:
        plain_count, plain_years = simulate(principal, rate, payment, months)
        result["saved"] = {
            "months": plain_count - count,
            "interest": float(total_interest(plain_years) - interest),
        }
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

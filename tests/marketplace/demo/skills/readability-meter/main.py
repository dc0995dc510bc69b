"""Readability Meter: Flesch scores and the places where a text gets heavy."""
import json
import re
import sys
from collections import Counter

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÀ-Þ0-9])")


def estimate_syllables(word):
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    if word.endswith(("es", "ed")) and not word.endswith(("ted", "ded", "ses", "zes", "ches", "shes")) and groups > 1:
        groups -= 1
    return max(groups, 1)


def syllable_counter(language):
    if not language:
        return estimate_syllables
    try:
        import pyphen
    except ImportError:
        return estimate_syllables
    dictionary = pyphen.Pyphen(lang=language)
    return lambda word: len(dictionary.positions(word)) + 1


def label(ease):
    for bound, name in ((80, "conversation"), (60, "plain English"), (30, "trade press")):
        if ease >= bound:
            return name
    return "contract"


def run(data):
    text = data["text"].strip()
    sentences = [s for s in SENTENCE_END.split(text) if WORD.search(s)]
    words = WORD.findall(text)
    if not words:
        raise ValueError("the text contains no words")
    count = syllable_counter(data.get("language"))
    syllables = {word: count(word) for word in set(words)}
    per_sentence = len(words) / len(sentences)
    per_word = sum(syllables[w] for w in words) / len(words)
    ease = 206.835 - 1.015 * per_sentence - 84.6 * per_word
    longest = sorted(sentences, key=lambda s: -len(WORD.findall(s)))[:3]
    heavy = Counter(w.lower() for w in words if syllables[w] >= 4)
    return {
        "words": len(words),
        "sentences": len(sentences),
        "words_per_sentence": round(per_sentence, 1),
        "reading_ease": round(ease, 1),
        "grade": round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1),
        "feels_like": label(ease),
        "longest_sentences": [
            {"words": len(WORD.findall(s)), "start": s[:60]} for s in longest
        ],
        "heavy_words": sorted(heavy, key=lambda w: (-heavy[w], w))[:10],
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

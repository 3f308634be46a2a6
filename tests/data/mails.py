"""Mails that are made up by a fixed seed: spam and ham share most of their words, and differ in a few."""

from __future__ import annotations

import random

SHARED = (
    "the", "a", "to", "you", "we", "for", "and", "is", "on", "in", "of", "it", "this", "that", "with", "your", "please",
    "can", "will", "at", "from", "today", "tomorrow",
)  # fmt: skip
HAM = (
    "meeting", "report", "lunch", "project", "draft", "schedule", "minutes", "budget", "colleague", "thanks", "notes",
    "slides", "review", "office",
)  # fmt: skip
SPAM = (
    "free", "win", "prize", "cash", "offer", "click", "winner", "guaranteed", "money", "bonus", "claim", "credit",
    "loan", "pills",
)  # fmt: skip
ZH = "今天天气很好我们去公园散步吃饭看书明开会议报告请大家准时参加谢"
ZH_SPAM = "免费中奖金领取优惠点击"


def mails(count: int, seed: int = 5) -> list[tuple[str, str]]:
    """Texts with their labels, half of them spam, in no order."""
    rng = random.Random(seed)
    found = []
    for i in range(count):
        is_spam = i % 2 == 1
        size = rng.randint(6, 25)
        own = SPAM if is_spam else HAM
        words = [rng.choice(own if rng.random() < 0.25 else SHARED) for _ in range(size)]
        words[0] = rng.choice(own).capitalize()
        text = " ".join(words) + rng.choice((".", "!", "?", "!!"))
        found.append((f"{text} ({i})", "spam" if is_spam else "ham"))
    return found


def chinese(count: int, seed: int = 5) -> list[tuple[str, str]]:
    """The same without a blank."""
    rng = random.Random(seed)
    found = []
    for i in range(count):
        is_spam = i % 2 == 1
        text = "".join(rng.choice(ZH) for _ in range(rng.randint(10, 20)))
        told = "".join(rng.choice(ZH_SPAM) for _ in range(5)) if is_spam else ""
        found.append((f"{text[:6]}{told}{text[6:]}。", "spam" if is_spam else "ham"))
    return found

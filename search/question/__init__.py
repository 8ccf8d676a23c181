"""What a shopper types, read: words that are looked for, and filters that the rest stands for.

``docs/search/questions.md`` tells the rules. ``vocabulary`` is what can be understood, ``reading``
understands (pure functions), ``current`` keeps this process's vocabulary, ``answering`` asks the
engine and lets go of what leaves nothing.
"""

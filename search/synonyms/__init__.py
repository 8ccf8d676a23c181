"""Words that stand for each other: first from ``words.toml``, then as operators keep them."""

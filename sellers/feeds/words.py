"""Words as feeds compare them: see ``marketplace.core.words``."""

from marketplace.core.words import Phrase, holds, tokens

__all__ = ["Phrase", "holds", "tokens"]

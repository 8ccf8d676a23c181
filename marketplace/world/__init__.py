"""The demo world: the same seed gives the same brands, boutiques, references, offers and orders."""

"""The forks of Oscar's apps: overrides of its hooks for several sellers, no rules and no pages."""

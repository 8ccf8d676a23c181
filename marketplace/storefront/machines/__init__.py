"""What is said to machines: search engines, price comparers, links that are shared, caches."""

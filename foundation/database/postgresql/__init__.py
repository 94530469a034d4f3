"""Django's engine for PostgreSQL, with what this product does otherwise."""

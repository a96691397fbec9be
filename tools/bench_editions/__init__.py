"""Times editions of up to ten million assessments beside pandas and DuckDB: `make bench-editions`."""

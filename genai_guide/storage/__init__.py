"""The only place that touches the disk: packs, records, safe replacing, paths."""

"""What can be shown of a pack over all answer sets, exactly. Pure."""

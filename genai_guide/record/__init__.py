"""What a person said and signed. Pure: time, user and paths come in as arguments."""

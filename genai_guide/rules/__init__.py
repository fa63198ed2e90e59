"""What a pack says, and what follows from answers. Pure: no disk, no clock."""

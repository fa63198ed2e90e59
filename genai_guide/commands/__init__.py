"""The commands, one a module: `run(options)` gives the exit code."""

"""The same job line by line: for screen readers, pipes and poor terminals."""

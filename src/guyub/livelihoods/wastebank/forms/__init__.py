"""What is typed in the waste bank, by place."""

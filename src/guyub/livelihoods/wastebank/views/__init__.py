"""The pages of the waste bank, one file for each place in the room."""

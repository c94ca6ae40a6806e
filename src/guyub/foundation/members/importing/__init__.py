"""Files of members: finding the columns, reading the rows, judging them. Nothing in here writes."""

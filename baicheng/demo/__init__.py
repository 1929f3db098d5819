"""A made-up city with a year of work, to try the system with (演示). Nothing in it is real."""

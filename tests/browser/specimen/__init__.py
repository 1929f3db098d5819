"""A made-up page that shows every component, for tests and for people to look at."""

"""A made-up city of any size, for measuring the server: its people, its records, those who read them."""

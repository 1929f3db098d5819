"""Running the cases of a pack in memory (试运行), with the same functions as the server and no database."""

"""What the commands do: read files, write results, say on the error stream what happened."""

#: Exit codes: everything read; a file could not be read; the command line is wrong (argparse's own).
SUCCESS, UNREADABLE, USAGE = 0, 1, 2
#: The server's commands: the installation refused, or history has faults.
FAILED = 1

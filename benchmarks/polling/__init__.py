"""How late finished jobs are found and how many requests that takes, in virtual time."""

"""How the cost of a job grows with the number of jobs in flight, from 1 to 10,000."""

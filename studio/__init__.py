"""The work itself: from an order to a delivered picture, whoever shows it."""

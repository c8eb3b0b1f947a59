"""7 Measuring and analysing: what shows that we get where we wanted."""

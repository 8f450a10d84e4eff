"""What cluster decides, tested without a broker."""

"""What resolve decides, tested without a broker."""

"""One folder per way in which customers reach the brand."""

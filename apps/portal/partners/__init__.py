"""What partners may see of a business, what they asked, and the corrections that they were told."""

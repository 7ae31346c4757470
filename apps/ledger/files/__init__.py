"""Files of history: their rows, what their columns mean, and the shipments and violations that their lines report."""

"""Which sample next? The four samplings side by side, and over many seeds."""

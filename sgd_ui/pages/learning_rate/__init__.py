"""How big a step? The stability ladder, a sweep over learning rates, and what schedules do."""

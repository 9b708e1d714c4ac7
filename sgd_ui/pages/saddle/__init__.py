"""Can it get stuck? A saddle made of samples: who leaves it, when, and how fragile staying is."""

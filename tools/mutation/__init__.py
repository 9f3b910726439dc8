"""Changes the product in one small place at a time, and sees whether the tests go red."""

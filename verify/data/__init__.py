"""Measured data: ridge paths by cross-validation, what the empirical spectrum predicts, diagnoses."""

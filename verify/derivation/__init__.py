"""Inequalities on random quantities: lemma schemas, matched and combined; every step leaves a certificate."""

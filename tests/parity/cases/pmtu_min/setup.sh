# Less than min_pmtu is not believed: min_pmtu, and locked.

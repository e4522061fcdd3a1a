from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2id at its smallest cost, for test runs alone."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1

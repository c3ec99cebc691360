"""Really trained networks, in JAX on the CPU: needs the extra `[nn]`, which nothing else asks for."""

"""What tests, the demo and the benchmarks share: builders, and a pipeline inside one process."""

"""Benchmarks: ratios against a floor measured in the same run. No part of the test-suite."""

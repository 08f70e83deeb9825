"""`numpy_compare.py <elements>`: how fast numpy compares two arrays. Prints its version and two times in seconds."""

import sys
import time

import numpy as np


def best(run):
    """Seconds of the fastest of three runs."""
    seconds = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        run()
        seconds = min(seconds, time.perf_counter() - start)
    return seconds


def main(elements):
    """Two arrays with a difference inside the limit: compared as a whole, and with every number that a report shows."""
    reference = (np.arange(elements, dtype=np.int64) % 1000003).astype(np.float32) / np.float32(1000003)
    reference += np.float32(0.5)
    candidate = reference * np.float32(1.0000001)

    def allclose():
        assert np.allclose(candidate, reference, rtol=1e-5, atol=1e-8)

    def metrics():
        # What one comparison of the gate gives: largest difference, RMSE, largest relative difference, count outside.
        difference = np.abs(candidate - reference)
        magnitude = np.abs(reference)
        largest = difference.max()
        rmse = np.sqrt(np.mean(np.square(difference), dtype=np.float64))
        relative = (difference / magnitude).max()
        outside = np.count_nonzero(difference > 1e-8 + 1e-5 * magnitude)
        finite = np.isfinite(reference).all() and np.isfinite(candidate).all()
        assert outside == 0 and finite and rmse <= largest and relative < 1e-6

    print(np.__version__, best(allclose), best(metrics))


main(int(sys.argv[1]))

"""Says of outputs whether they are within rounding, by numpy alone and by nothing of the gate.

Usage: within_rounding.py FOLDER, which holds float64/NETWORK.npz, and outputs/MODEL/COLUMN.npz beside
outputs/MODEL/reference.npz. Prints, by model and column, the distance from float64 in units of how far the reference,
which computes in float32 as well, is from it; the worst of all outputs. A column within rounding is at a few.
"""

import json
import os
import sys

import numpy as np


def distance(exact, other):
    """The root mean square of the difference; infinite for another shape, or numbers that are none."""
    if exact.shape != other.shape or not np.isfinite(other).all():
        return float("inf")
    return float(np.sqrt(np.mean((other.astype(np.float64) - exact) ** 2)))


def times(exact, reference, candidate):
    """The worst of all outputs; a reference that is exact is given one unit in the last place of its largest number."""
    worst = 0.0
    for place, expected in enumerate(exact):
        unit = np.finfo(np.float32).eps * float(np.abs(expected).max()) / 4
        if place >= len(candidate):
            return float("inf")
        own = max(distance(expected, reference[place]), unit)
        worst = max(worst, distance(expected, candidate[place]) / own)
    return worst


def arrays(path):
    """The arrays of an archive in their order."""
    with np.load(path) as archive:
        return [archive[name] for name in archive.files]


def main(folder):
    """Reads all that is there."""
    found = {}
    for model in sorted(os.listdir(os.path.join(folder, "outputs"))):
        own = os.path.join(folder, "outputs", model)
        exact = arrays(os.path.join(folder, "float64", f"{model.split('-')[0]}.npz"))
        reference = arrays(os.path.join(own, "reference.npz"))
        columns = sorted(name[:-4] for name in os.listdir(own) if name != "reference.npz")
        found[model] = {name: times(exact, reference, arrays(os.path.join(own, f"{name}.npz"))) for name in columns}
    json.dump({model: {name: repr(value) for name, value in own.items()} for model, own in found.items()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])

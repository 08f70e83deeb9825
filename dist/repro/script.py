"""Common to the scripts of all reports: reads the case beside it and compares what a runtime makes of it."""

import json
import pathlib
import sys
import traceback

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


def main(converters, run):
    """Runs the operator and compares: 1 while the fault shows, 0 when it is gone, 125 when it cannot be run."""
    try:
        return tried(converters, run)
    except Exception:
        traceback.print_exc()
        return 125


def tried(converters, run):
    """Runs the operator and compares."""
    case = json.loads((HERE / "case.json").read_text(encoding="utf-8"))
    model = str(HERE / "model.onnx")
    for convert, options in zip(converters, case["converters"], strict=True):
        model = convert(model, options)
    with np.load(HERE / "inputs.npz") as stored:
        inputs = {port["name"]: stored[port["key"]] for port in case["inputs"]}
    made = run(model, inputs, [port["name"] for port in case["outputs"]], case["options"])
    return compared(case, [np.asarray(value) for value in made])


def main_by_hand(arguments, advice):
    """Compares the outputs in a file that was made by hand; says how to make one when there is none."""
    case = json.loads((HERE / "case.json").read_text(encoding="utf-8"))
    if not arguments:
        print(advice)
        return 2
    with np.load(arguments[0]) as stored:
        return compared(case, [stored[port["key"]] for port in case["outputs"]])


def compared(case, made):
    """Prints how far each output is from the reference; 1 when one is further off than rounding."""
    with np.load(HERE / "reference.npz") as stored:
        expected = [stored[port["key"]] for port in case["outputs"]]
    shows = [differs(*one) for one in zip(case["outputs"], expected, made, strict=True)]
    print("The fault shows." if any(shows) else "The fault does not show.")
    return int(any(shows))


def differs(port, expected, made):
    """Whether an output is further from the reference than rounding explains; prints how far it is."""
    name = port["name"]
    # Some runtimes compute integers in others, which the gate undoes.
    integers = made.dtype.kind in "iub" and expected.dtype.kind in "iub"
    if made.shape != expected.shape or (made.dtype != expected.dtype and not integers):
        print(f"{name}: {made.dtype}{list(made.shape)} instead of {expected.dtype}{list(expected.shape)}")
        return True
    if expected.dtype.kind not in "fc":
        off = int(np.count_nonzero(made != expected))
        print(f"{name}: {off} of {expected.size} elements differ")
        return off > 0
    finite = np.isfinite(expected) & np.isfinite(made)
    other = int(np.count_nonzero(~finite & ~((expected == made) | (np.isnan(expected) & np.isnan(made)))))
    wide = np.complex128 if expected.dtype.kind == "c" else np.float64
    error = np.abs(made[finite].astype(wide) - expected[finite].astype(wide))
    rmse = float(np.sqrt(np.mean(error**2))) if error.size else 0.0
    largest = float(error.max(initial=0))
    if other:
        print(f"{name}: {other} of {expected.size} elements are finite in one of the two alone, or infinite otherwise")
    if error.size or not other:
        print(f"{name}: RMSE {rmse:.3g}, largest difference {largest:.3g}; rounding explains {port['limit']:.3g}")
    if largest > 0:
        place = tuple(np.argwhere(finite)[np.argmax(error)])
        print(f"{name}{[int(at) for at in place]}: {made[place]} instead of {expected[place]}")
    return other > 0 or rmse > port["limit"]


if __name__ == "__main__":
    sys.exit(main_by_hand(sys.argv[1:], "This file is part of others."))

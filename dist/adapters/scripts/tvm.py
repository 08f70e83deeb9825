"""TVM's virtual machine in a few lines, for the script of a report."""

import numpy as np
import tvm
from tvm import relax


def run(model, inputs, outputs, options):
    """The outputs, in their order: a library has no names."""
    machine = relax.VirtualMachine(tvm.runtime.load_module(model), tvm.cpu())
    results = machine["main"](*[tvm.runtime.tensor(np.array(array, order="C")) for array in inputs.values()])
    results = [results] if hasattr(results, "numpy") else list(results)
    return [result.numpy() for result in results]

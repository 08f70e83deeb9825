"""MNN in a few lines, for the script of a report."""

import numpy as np
from MNN import expr, nn

KINDS = {"float32": expr.float, "int32": expr.int, "uint8": expr.uint8}
# MNN computes these in int32.
IN_INT32 = ("int64", "bool")


def run(model, inputs, outputs, options):
    """The outputs, in their order."""
    manager = nn.create_runtime_manager(({"precision": options["precision"], "backend": "CPU", "numThread": 1},))
    module = nn.load_module_from_file(model, list(inputs), outputs, runtime_manager=manager)
    formats = [variable.data_format for variable in module.get_info()["inputs"]]
    # MNN keeps the address of an array.
    arrays = [
        np.array(array, np.int32 if array.dtype.name in IN_INT32 else array.dtype, order="C")
        for array in inputs.values()
    ]
    given = [
        expr.const(array, list(array.shape), format_, KINDS[array.dtype.name])
        for array, format_ in zip(arrays, formats, strict=True)
    ]
    plain = [
        expr.convert(made, expr.NCHW) if made.data_format == expr.NC4HW4 else made for made in module.forward(given)
    ]
    return [np.array(made.read()) for made in plain]

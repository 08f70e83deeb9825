# /// script
# requires-python = ">=3.10"
# dependencies = ["onnxruntime==1.32.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "our-server"
# title = "Our server"
# package = "onnxruntime"
# engine = "onnxruntime"
# reads = ["onnx"]
# threads = true
# dtypes = ["float32", "int64"]
#
# [tool.portability.options.rows]
# type = "integer"
# default = 1
# description = "Rows of a batch that the server runs at a time"
# ///
"""The model as our server runs it: a batch is cut into pieces, and the answers are put together again.

A column of its own, because that is what is deployed: the framework alone would not show a mistake in the cutting.
"""

import numpy as np
import onnxruntime as ort

DTYPES = {"tensor(float)": "float32", "tensor(int64)": "int64"}


def version():
    return ort.__version__


def load(path, options):
    settings = ort.SessionOptions()
    settings.intra_op_num_threads = options["threads"]
    return Served(ort.InferenceSession(path, settings, providers=["CPUExecutionProvider"]), options["rows"])


class Served:
    def __init__(self, session, rows):
        self._session = session
        self._rows = rows

    def signature(self):
        return {"inputs": ports(self._session.get_inputs()), "outputs": ports(self._session.get_outputs())}

    def run(self, inputs):
        count = len(next(iter(inputs.values())))
        pieces = [
            self._session.run(None, {name: array[start : start + self._rows] for name, array in inputs.items()})
            for start in range(0, count, self._rows)
        ]
        names = [port.name for port in self._session.get_outputs()]
        return {name: np.concatenate(parts) for name, parts in zip(names, zip(*pieces, strict=True), strict=True)}


def ports(arguments):
    return [
        {
            "name": argument.name,
            "type": {
                "kind": "tensor",
                "dtype": DTYPES[argument.type],
                "shape": [size if isinstance(size, int) else None for size in argument.shape],
            },
        }
        for argument in arguments
    ]

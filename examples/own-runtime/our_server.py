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
# description = "Rows of a batch that the server processes at a time"
# ///
"""The model as our server runs it: a batch is split into chunks, and the results are concatenated.

It is a column of its own because this is what is deployed: the framework alone would not show a mistake in splitting.
"""

import numpy as np
import onnxruntime as ort

DTYPES = {"tensor(float)": "float32", "tensor(int64)": "int64"}


def version():
    """The release of the framework, for the report."""
    return ort.__version__


def load(path, options):
    """A session for the model file at `path`; `options` holds the header's options, and `threads`.

    Whatever it raises is shown at the model's cell.
    """
    settings = ort.SessionOptions()
    settings.intra_op_num_threads = options["threads"]
    return Served(ort.InferenceSession(path, settings, providers=["CPUExecutionProvider"]), options["rows"])


class Served:
    """The model behind the server's splitting of batches into chunks of `rows`."""

    def __init__(self, session, rows):
        self._session = session
        self._rows = rows

    def signature(self):
        """Inputs and outputs with their names and types; dynamic sizes are None."""
        return {"inputs": ports(self._session.get_inputs()), "outputs": ports(self._session.get_outputs())}

    def run(self, inputs):
        """Outputs by name for the inputs by name, all of them numpy arrays."""
        count = len(next(iter(inputs.values())))
        pieces = [
            self._session.run(None, {name: array[start : start + self._rows] for name, array in inputs.items()})
            for start in range(0, count, self._rows)
        ]
        names = [port.name for port in self._session.get_outputs()]
        return {name: np.concatenate(parts) for name, parts in zip(names, zip(*pieces, strict=True), strict=True)}


def ports(arguments):
    """The ports of a signature for the arguments of ONNX Runtime."""
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

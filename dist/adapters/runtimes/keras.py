# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["keras==3.15.1", "tensorflow-cpu==2.21.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "keras"
# title = "Keras"
# package = "keras"
# oldest = "3.3.3"
# engine = "tensorflow"
# reads = ["keras"]
# home-of = ["keras"]
# threads = true
# platforms = ["linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "string",
# ]
#
# [tool.portability.options.backend]
# type = "string"
# default = "tensorflow"
# values = ["tensorflow", "jax", "torch", "openvino"]
# description = "What computes; strings are for TensorFlow alone"
#
# [tool.portability.options.backend.needs]
# jax = ["jax==0.10.2"]
# torch = ["torch==2.13.0+cpu; sys_platform == 'linux'", "torch==2.13.0; sys_platform != 'linux'"]
# openvino = ["openvino==2026.4.1", "scipy==1.17.0"]
#
# [tool.portability.options.lambdas]
# type = "boolean"
# default = false
# description = "Run the Python code that Lambda layers carry in the file"
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every layer makes, to find the one at which a difference begins"
# ///
"""Keras on the processor: files of Keras 3 (.keras) and whole models in HDF5 (.h5), each layer called as it is."""

import os
from contextlib import suppress
from importlib import metadata

import numpy as np

from portability.keras import KerasModel, import_keras, lacking


def version():
    """The installed release of Keras."""
    return metadata.version("keras")


def load(path, options):
    """A session for a .keras or HDF5 file, on the backend of the option `backend`.

    Raises ValueError for a file without a whole model.
    """
    backend = options["backend"]
    keras = import_keras(backend)
    limit_threads(backend, options["threads"])
    return Session(keras, KerasModel(keras, path, options["lambdas"], options["layers"]))


def unsupported(error):
    """A sentence for classes, functions and Lambda layers that Keras does not have or run."""
    return lacking(error)


def limit_threads(backend, threads):
    """Sets the number of threads, once the backend is imported and before it computes anything."""
    if backend == "tensorflow":
        import tensorflow as tf

        limits = tf.config.threading
        for limit in (limits.set_intra_op_parallelism_threads, limits.set_inter_op_parallelism_threads):
            # TensorFlow fixes it with the first run, which had the same number.
            with suppress(RuntimeError):
                limit(threads)
    elif backend == "jax":
        if threads == 1:
            os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        import jax

        # Without it, int64 and float64 lose half of their bits on the way in.
        jax.config.update("jax_enable_x64", True)
    elif backend == "torch":
        import torch

        torch.set_num_threads(threads)
    else:
        os.environ["OMP_NUM_THREADS"] = str(threads)


class Session:
    """A model whose states and seeds are restored before every run."""

    def __init__(self, keras, model):
        self._keras = keras
        self._model = model
        # Otherwise a run would go on from the states and seeds that the one before it left.
        weights = model.model
        trained = {id(variable) for variable in weights.trainable_variables}
        self._kept = [
            (variable, np.array(keras.ops.convert_to_numpy(variable)))
            for variable in weights.variables
            if id(variable) not in trained
        ]

    def signature(self):
        """Inputs and outputs with their types; open sizes are None."""
        return {
            "inputs": [port(tensor.name, tensor) for tensor in self._model.inputs],
            "outputs": [port(name, tensor) for name, tensor in self._model.outputs.items()],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        for variable, value in self._kept:
            variable.assign(value)
        types = {tensor.name: tensor.dtype for tensor in self._model.inputs}
        tensors = {name: self._keras.ops.convert_to_tensor(value, types[name]) for name, value in inputs.items()}
        return {name: self._to_numpy(value) for name, value in self._model(tensors).items()}

    def _to_numpy(self, value):
        if hasattr(value, "detach"):
            value = value.detach()
        return np.asarray(self._keras.ops.convert_to_numpy(value))


def port(name, tensor):
    """The port of a signature for a symbolic tensor."""
    return {"name": name, "type": {"kind": "tensor", "dtype": tensor.dtype, "shape": list(tensor.shape)}}

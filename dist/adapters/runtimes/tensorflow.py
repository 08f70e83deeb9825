# /// script
# requires-python = ">=3.10,<3.14"
# dependencies = ["tensorflow-cpu==2.21.0"]
#
# [tool.portability]
# kind = "runtime"
# id = "tensorflow"
# title = "TensorFlow"
# package = "tensorflow-cpu"
# oldest = "2.16.1"
# reads = ["saved-model"]
# home-of = ["saved-model"]
# threads = true
# platforms = ["linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16", "complex64", "complex128",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "string",
# ]
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator makes, to find the one at which a difference begins"
# ///
"""TensorFlow on the processor, for SavedModels.

Such a model is a program: it runs in the sandbox like everything else, and only one of its signatures is called.
"""

import re
from contextlib import suppress
from importlib import metadata

from portability.tensorflow import USUAL_TAG, assigns, chosen_signature, frozen, import_tensorflow

tf = import_tensorflow()

MISSING = [
    (r"Op type not registered '([^']+)'", "does not have the operator {}"),
    (r"unregistered operation '([^']+)'", "does not have the operation {} of StableHLO"),
    (r"Cannot deserialize computation", "does not read the version of StableHLO in which the file has a computation"),
    (r"No OpKernel was registered to support Op '([^']+)'", "has no kernel for the operator {} with these types"),
]


def version():
    """The installed release of TensorFlow."""
    return metadata.version("tensorflow-cpu")


def load(path, options):
    """A session for the signature of a SavedModel. Raises OpError when the folder cannot be read."""
    for limit in (
        tf.config.threading.set_intra_op_parallelism_threads,
        tf.config.threading.set_inter_op_parallelism_threads,
    ):
        # TensorFlow fixes it with the first run, which had the same number.
        with suppress(RuntimeError):
            limit(options["threads"])
    return Session(path, options["layers"])


def opened(path, layers):
    """The model, restored as objects or, where this release cannot do that, as a graph alone."""
    if layers:
        return Operators(path)
    try:
        return Loaded(path)
    except tf.errors.OpError:
        raise
    except Exception as error:
        # Objects that this release cannot restore, such as the slots of an optimiser: the graph alone may do.
        try:
            return Imported(path)
        except Exception:
            raise error from None


def unsupported(error):
    """A sentence for operators and kernels that TensorFlow lacks."""
    message = str(error)
    for pattern, words in MISSING:
        if found := re.search(pattern, message):
            return words.format(*found.groups())
    return None


class Session:
    """A signature, loaded anew for every run where it assigns to variables."""

    def __init__(self, path, layers):
        self._path = path
        self._layers = layers
        self._model = opened(path, layers)
        self._ran = False

    def signature(self):
        """Inputs and outputs with their types; open sizes are None."""
        return self._model.signature()

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        # A run must not see what the one before it left in variables.
        if self._ran and self._model.assigns:
            self._model = opened(self._path, self._layers)
        self._ran = True
        return self._model.run(inputs)


class Loaded:
    """A SavedModel as TensorFlow 2 has it: objects with functions."""

    def __init__(self, path):
        # Kept, because its functions stop working when it is collected.
        self._model = tf.saved_model.load(path)
        self._function = self._model.signatures[chosen_signature(self._model.signatures)]
        outputs = [tensor.name for tensor in self._function.outputs]
        self.assigns = assigns(self._function.graph.as_graph_def(), outputs)

    def signature(self):
        """Inputs and outputs of the function."""
        inputs = self._function.structured_input_signature[1]
        outputs = self._function.structured_outputs
        return {"inputs": ports(inputs), "outputs": ports(outputs)}

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        types = self._function.structured_input_signature[1]
        tensors = {name: tf.constant(value, dtype=types[name].dtype) for name, value in inputs.items()}
        return {name: value.numpy() for name, value in self._function(**tensors).items()}


class Imported:
    """A SavedModel as TensorFlow 1 had it: a graph in a session."""

    def __init__(self, path):
        graph = tf.Graph()
        self._session = tf.compat.v1.Session(graph=graph)
        with graph.as_default():
            model = tf.compat.v1.saved_model.load(self._session, [USUAL_TAG], path)
        signature = model.signature_def[chosen_signature(model.signature_def)]
        self.assigns = assigns(graph.as_graph_def(), [info.name for info in signature.outputs.values()])
        self._inputs = {name: graph.get_tensor_by_name(info.name) for name, info in sorted(signature.inputs.items())}
        self._outputs = {name: graph.get_tensor_by_name(info.name) for name, info in sorted(signature.outputs.items())}

    def signature(self):
        """Inputs and outputs of the signature."""
        return {"inputs": ports(self._inputs), "outputs": ports(self._outputs)}

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        return self._session.run(self._outputs, {self._inputs[name]: value for name, value in inputs.items()})


class Operators:
    """A SavedModel as a graph of constants that returns what every operator makes."""

    assigns = False

    def __init__(self, path):
        model = frozen(path, layers=True)
        graph = tf.Graph()
        with graph.as_default():
            tf.import_graph_def(model.graph_def, name="")
        self._session = tf.compat.v1.Session(graph=graph)
        self._inputs = {name: graph.get_tensor_by_name(tensor.name) for name, tensor in model.inputs.items()}
        self._outputs = {name: graph.get_tensor_by_name(tensor.name) for name, tensor in model.outputs.items()}

    def signature(self):
        """Inputs and outputs of the graph."""
        return {"inputs": ports(self._inputs), "outputs": ports(self._outputs)}

    def run(self, inputs):
        """What every operator makes for the inputs by name."""
        return self._session.run(self._outputs, {self._inputs[name]: value for name, value in inputs.items()})


def ports(tensors):
    """The ports of a signature for tensors, or for what stands for them, by name."""
    return [{"name": name, "type": value_type(tensor)} for name, tensor in tensors.items()]


def value_type(tensor):
    """The type of a tensor. Raises NotImplementedError for ragged and sparse ones."""
    if not hasattr(tensor, "shape") or isinstance(tensor, (tf.RaggedTensorSpec, tf.SparseTensorSpec)):
        raise NotImplementedError(f"values such as {type(tensor).__name__} cannot be passed")
    shape = None if tensor.shape.rank is None else tensor.shape.as_list()
    return {"kind": "tensor", "dtype": tensor.dtype.name, "shape": shape}

"""What adapters share about Keras models: `from portability.keras import KerasModel, import_keras`.

Outputs have the names that Keras gives them when it exports: the keys of a dictionary, else `output_0`, `output_1`.
"""

import json
import os
import re
import zipfile

from portability.called_with_ending import called_with_ending

# How Keras says that it does not have what the file names.
MISSING = [
    (r"Could not locate (class|function) '([^']+)'", "does not have the {} {}, whose code is not in the file"),
    (
        r"Unknown (layer|loss|metric|optimizer|activation function|initializer|regularizer|constraint|object)s?"
        r": '([^']+)'",
        "does not have the {} {}, whose code is not in the file",
    ),
]
LAMBDA = "Lambda"


class NewerFile(Exception):
    """A file that Keras cannot read, by a release of it that is newer than the one that runs."""


def import_keras(backend):
    """Keras on that backend. A process has one: RuntimeError when Keras was imported on another before."""
    os.environ["KERAS_BACKEND"] = backend
    # Its log says on every start which instructions TensorFlow was built for.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # It would write a configuration into the home folder: there is no folder behind this path.
    os.environ["KERAS_HOME"] = os.path.join(os.devnull, "keras")
    import keras

    if keras.config.backend() != backend:
        raise RuntimeError(f"this process runs Keras on {keras.config.backend()}, and cannot run it on {backend} too")
    return keras


def lacking(error):
    """A sentence without its subject when the error means that Keras does not have something; None otherwise."""
    message = str(error)
    if isinstance(error, NewerFile):
        return message
    for pattern, words in MISSING:
        if found := re.search(pattern, message):
            return words.format(*found.groups())
    if LAMBDA in message and "unsafe" in message:
        return "does not run the Python code of the file's Lambda layers unless the option lambdas is true"
    return None


class KerasModel:
    """A model from a .keras or HDF5 file: its inputs, and a call that gives outputs by name.

    `lambdas` lets the Python code in the file run; with `layers`, what every layer makes are the outputs. Raises
    ValueError when the file does not say what goes in.
    """

    def __init__(self, keras, path, lambdas, layers=False):
        # Keras numbers the names that it makes up: start again, whatever was loaded before.
        keras.utils.clear_session()
        self._keras = keras
        with called_with_ending(path, ".keras" if zipfile.is_zipfile(path) else ".h5") as readable:
            self.model = self._loaded(readable, lambdas)
        if not getattr(self.model, "inputs", None):
            raise ValueError("the model does not declare its inputs: call or build it before it is saved")
        if layers:
            self.model = with_every_layer(keras, self.model)
        self.inputs = list(self.model.inputs)
        functional = isinstance(self.model, keras.Model) and not isinstance(self.model, keras.Sequential)
        # A sequence of layers has one input, and no structure around it.
        self._structure = self.model.input if functional else None
        self.outputs = self._named(self.model.output if functional else self.model.outputs[0])

    def _loaded(self, path, lambdas):
        try:
            return self._keras.saving.load_model(path, compile=False, safe_mode=not lambdas)
        except Exception as error:
            saved = saved_by(path)
            if numbers_of(saved) > numbers_of(self._keras.__version__):
                raise NewerFile(f"cannot read the file, which Keras {saved} saved") from error
            raise

    def __call__(self, values):
        """Outputs by name, as tensors of the backend, for such tensors by the names of inputs."""
        flat = [values[tensor.name] for tensor in self.inputs]
        packed = flat[0] if self._structure is None else self._keras.tree.pack_sequence_as(self._structure, flat)
        return self._named(self.model(packed, training=False))

    def _named(self, structure):
        return dict(named("output_0", structure, ""))


def saved_by(path):
    """The release of Keras that saved a .keras file, as in 3.15.1; empty where it does not say so."""
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as archive:
        return str(json.loads(archive.read("metadata.json")).get("keras_version", ""))


def numbers_of(release):
    """The first two numbers of a release, which is what the format of its files goes by; none if it has none."""
    return [int(number) for number in re.findall(r"\d+", release)[:2]]


def with_every_layer(keras, model):
    """The model with what each of its layers makes as outputs, named by place, class and name, in their order."""
    outputs = {}
    for place, layer in enumerate(getattr(model, "operations", None) or model.layers):
        # One that is called several times makes several.
        calls = [node for node in layer._inbound_nodes if not node.is_input]
        for tensor in [tensor for node in calls for tensor in node.output_tensors]:
            name = re.sub(r"\W", "_", layer.name)
            outputs[f"layer_{place}_{len(outputs)}__{type(layer).__name__}__{name}"] = tensor
    return keras.Model(model.input, outputs)


def named(name, value, prefix):
    """(name, tensor) for every tensor in a nested output; names inside begin with `prefix`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from named(f"{prefix}{key}", item, f"{prefix}{key}_")
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            inner = f"{prefix or 'output_'}{place}"
            yield from named(inner, item, f"{inner}_")
    else:
        yield name, value

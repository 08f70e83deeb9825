# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["keras==3.15.1", "tensorflow-cpu==2.21.0"]
#
# [tool.portability]
# kind = "converter"
# id = "saved-model-from-keras"
# title = "Keras export"
# package = "keras"
# reads = ["keras"]
# writes = "saved-model"
# artefact = "model"
# platforms = ["linux-x64", "win32-x64"]
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
"""Keras to a SavedModel for serving, as model.export writes it: one function with the weights, and no training.

Unlike there, sizes that are fixed in the model stay fixed: model.export makes every batch open.
"""

from importlib import metadata

from portability.keras import KerasModel, import_keras, lacking


def version():
    """The installed release of Keras."""
    return metadata.version("keras")


def convert(source, target, options):
    """Writes a folder with a SavedModel.

    Raises RuntimeError when TensorFlow has written other names of inputs.
    """
    keras = import_keras("tensorflow")
    import tensorflow as tf

    model = KerasModel(keras, source, options["lambdas"], options["layers"])
    specs = {tensor.name: tf.TensorSpec(tensor.shape, tensor.dtype, name=tensor.name) for tensor in model.inputs}
    module = tf.Module()
    module.variables_of_the_model = list(model.model.variables)
    module.tables_of_the_model = lookup_tables(tf, model.model)

    @tf.autograph.experimental.do_not_convert
    def serve(**values):
        return model(values)

    function = tf.function(serve).get_concrete_function(**specs)
    tf.saved_model.save(module, target, signatures={"serving_default": function})
    written = set(tf.saved_model.load(target).signatures["serving_default"].structured_input_signature[1])
    if written != set(specs):
        raise RuntimeError(
            f"TensorFlow wrote the inputs {', '.join(sorted(written))} instead of {', '.join(sorted(specs))}"
        )


def lookup_tables(tf, model):
    """The tables of vocabularies and hashes in its layers: no variables, and saved only where they hang."""
    values = [value for layer in model._flatten_layers() for value in vars(layer).values()]
    # Every table of TensorFlow has it; there is no public class for all of them.
    return [
        value
        for value in values
        if isinstance(value, tf.__internal__.tracking.Trackable) and hasattr(value, "key_dtype")
    ]


def unsupported(error):
    """A sentence for classes, functions and Lambda layers that Keras does not have or run."""
    lacks = lacking(error)
    return None if lacks is None else f"Keras {lacks}"

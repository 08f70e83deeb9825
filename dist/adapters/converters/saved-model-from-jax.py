# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = [
#   "tensorflow-cpu==2.21.0", "jax==0.10.2", "jaxlib==0.10.2", "safetensors==0.8.0", "numpy==2.4.6", "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "saved-model-from-jax"
# title = "jax2tf"
# package = "jax"
# reads = ["jax-function"]
# writes = "saved-model"
# artefact = "model"
# cases = true
# platforms = ["linux-x64", "win32-x64"]
# ///
"""A function of JAX to a SavedModel of TensorFlow, whose graph is one operator that holds StableHLO.

TensorFlow runs it and TensorFlow Lite converts it; others do not read it. Inputs and outputs keep their names.
"""

import jax
import tensorflow as tf
from jax.experimental import jax2tf

from portability.jax import Function, example_inputs, names_of


def version():
    """The installed release of JAX."""
    return jax.__version__


def convert(source, target, options):
    """Writes a folder with a SavedModel. Raises ValueError without golden cases."""
    jax.config.update("jax_default_matmul_precision", "highest")
    function = Function(source)
    with function.mode(options["cases"]):
        inputs = example_inputs(options)
        converted = jax2tf.convert(
            lambda given: dict(names_of(function(**given))),
            polymorphic_shapes=[{name: text_of(value.shape) for name, value in inputs.items()}],
            with_gradient=False,
            native_serialization_platforms=["cpu"],
        )
        module = tf.Module()
        module.run = tf.function(lambda **given: converted(given), autograph=False)
        specs = {
            name: tf.TensorSpec([size if isinstance(size, int) else None for size in value.shape], value.dtype, name)
            for name, value in inputs.items()
        }
        tf.saved_model.save(module, target, signatures=module.run.get_concrete_function(**specs))


def text_of(shape):
    """A shape as jax2tf takes it, as in `(d0, 3)`."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"

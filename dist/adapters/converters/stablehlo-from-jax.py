# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "jax==0.10.2", "jaxlib==0.10.2", "flatbuffers==25.12.19", "safetensors==0.8.0", "numpy==2.4.6", "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "stablehlo-from-jax"
# title = "JAX's export"
# package = "jax"
# reads = ["jax-function"]
# writes = "stablehlo"
# artefact = "model.stablehlo"
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# ///
"""A function of JAX to StableHLO, as `jax.export` serializes it, for the processor.

Inputs and outputs keep their names; sizes that differ between the golden cases stay open.
"""

import re

import jax
from jax import export

from portability.jax import Function, example_inputs

NOT_STABLE = re.compile(r"no compatibility guarantees: (\S+)")


def version():
    """The installed release of JAX."""
    return jax.__version__


def convert(source, target, options):
    """Writes a file of jax.export. Raises ValueError without golden cases."""
    jax.config.update("jax_default_matmul_precision", "highest")
    function = Function(source)
    with function.mode(options["cases"]):
        # Otherwise inputs without effect would be dropped.
        compiled = jax.jit(function, keep_unused=True)
        exported = export.export(compiled, platforms=["cpu"])(**example_inputs(options))
    with open(target, "wb") as file:
        file.write(exported.serialize())


def unsupported(error):
    """A sentence for custom calls that JAX does not export."""
    found = NOT_STABLE.search(str(error))
    return f"JAX cannot export the custom call {found[1]}" if found else None

"""IREE's runtime in a few lines, for the script of a report."""

import iree.runtime as iree
import numpy as np


def run(model, inputs, outputs, options):
    """The outputs, in their order: a module has no names."""
    config = iree.Config("local-sync")
    with open(model, "rb") as file:
        module = iree.load_vm_module(iree.VmModule.copy_buffer(config.vm_instance, file.read()), config)
    (name,) = [name for name in module.vm_module.function_names if name != "__init" and not name.endswith("$async")]
    results = module[name](*inputs.values())
    results = results if isinstance(results, (tuple, list)) else [results]
    return [np.array(result.to_host()) for result in results]

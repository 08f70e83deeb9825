# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "numpy==2.2.6; python_version < '3.11'",
#   "numpy==2.4.6; python_version >= '3.11'",
#   "ml_dtypes==0.6.0",
#   "safetensors==0.8.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "exported-program-from-pytorch"
# title = "torch.export"
# package = "torch"
# reads = ["pytorch-module"]
# writes = "exported-program"
# artefact = "model.pt2"
# cases = true
# platforms = ["darwin-arm64", "linux-x64", "win32-x64"]
# ///
"""A PyTorch module to the program that torch.export makes of it, from a golden case.

Sizes in which the golden cases differ stay open; where the code does not allow that, what torch.export says of it is the
error.
"""

import inspect

import torch

from portability.torch import torch_module, torch_tensor


def version():
    return torch.__version__


def convert(source, target, options):
    torch.set_num_threads(options["threads"])
    module = torch_module(source)
    numbers = {
        name
        for name, parameter in inspect.signature(module.forward).parameters.items()
        if getattr(parameter.annotation, "__name__", parameter.annotation) in ("int", "float", "bool")
    }
    cases = [
        {name: value.item() if name in numbers else torch_tensor(value) for name, value in case.items()}
        for case in options["cases"]
    ]
    # Inputs that may be left out are so in all cases, or in none, of those that the program is made from.
    cases = [case for case in cases if case.keys() == cases[0].keys()]
    sizes = open_sizes(cases)
    # A size of one would be taken for what is always one.
    example = max(cases, key=lambda case: smallest(case, sizes))
    try:
        with torch.no_grad():
            program = torch.export.export(module, (), kwargs=example, dynamic_shapes=sizes)
    except Exception as error:
        if "data-dependent" not in str(error):
            raise
        first = str(error).splitlines()[0]
        raise RuntimeError(
            "the module goes one way or another as the content of its inputs says, which torch.export takes only from"
            f" torch.cond ({first})"
        ) from None
    frozen = {
        spec.arg.name for spec in program.graph_signature.input_specs if getattr(spec.arg, "value", None) is not None
    }
    for name in numbers & cases[0].keys():
        # Its names are in lower case.
        if name.lower() in frozen:
            raise RuntimeError(
                f"torch.export makes the number {name} a part of the program, so it cannot be an input: leave it out of"
                " the golden inputs, and give it a default or take a tensor"
            )
    torch.export.save(program, target)


def open_sizes(cases):
    """By input: the axes on which the cases differ. What they share is part of the program."""
    first, *others = cases
    return {
        name: {
            axis: torch.export.Dim.DYNAMIC
            for axis, size in enumerate(value.shape)
            if any(case[name].shape[axis : axis + 1] != (size,) for case in others)
        }
        if isinstance(value, torch.Tensor)
        # A whole number stays an input where that is possible.
        else (torch.export.Dim.AUTO if type(value) is int else None)
        for name, value in first.items()
    }


def smallest(case, sizes):
    """Of the sizes that are open."""
    open_ones = [case[name].shape[axis] for name, axes in sizes.items() if isinstance(axes, dict) for axis in axes]
    return min(open_ones, default=0)


def unsupported(error):
    return str(error).splitlines()[0] if type(error).__name__ == "Unsupported" else None

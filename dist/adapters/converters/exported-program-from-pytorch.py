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
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# ///
"""A PyTorch module to the program that torch.export makes of it, from a golden case.

Sizes in which the golden cases differ stay open; where the code does not allow that, the error is what torch.export
says about it.
"""

import inspect

import torch

from portability.torch import torch_module, torch_tensor


def version():
    """The installed release of PyTorch."""
    return torch.__version__


def convert(source, target, options):
    """Writes a .pt2 file.

    Raises RuntimeError for code that branches on the content of its inputs, and for a number that would become
    constant.
    """
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
    # A program has a fixed set of inputs: cases with other optional inputs than the first do not count.
    cases = [case for case in cases if case.keys() == cases[0].keys()]
    sizes = open_sizes(cases)
    # torch.export takes a size of one for a constant.
    example = max(cases, key=lambda case: smallest(case, sizes))
    try:
        with torch.no_grad():
            program = torch.export.export(module, (), kwargs=example, dynamic_shapes=sizes)
    except Exception as error:
        if "data-dependent" not in str(error):
            raise
        first = str(error).splitlines()[0]
        raise RuntimeError(
            "the module branches on the content of its inputs, which torch.export supports only with"
            f" torch.cond ({first})"
        ) from None
    frozen = {
        spec.arg.name for spec in program.graph_signature.input_specs if getattr(spec.arg, "value", None) is not None
    }
    for name in numbers & cases[0].keys():
        # torch.export writes names in lower case.
        if name.lower() in frozen:
            raise RuntimeError(
                f"torch.export makes the number {name} a constant of the program, so it cannot be an input: leave it"
                " out of the golden inputs and give it a default, or make it a tensor"
            )
    torch.export.save(program, target)


def open_sizes(cases):
    """By input, what torch.export takes as dynamic shapes: the axes on which the cases differ."""
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
    """The smallest of the sizes that are open in a case; 0 when none is."""
    open_ones = [case[name].shape[axis] for name, axes in sizes.items() if isinstance(axes, dict) for axis in axes]
    return min(open_ones, default=0)


def unsupported(error):
    """The first line of what torch.export says about Python that it does not support."""
    return str(error).splitlines()[0] if type(error).__name__ == "Unsupported" else None

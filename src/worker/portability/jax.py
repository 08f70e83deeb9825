"""JAX's functions and exports, for adapters around it: `from portability.jax import Function`.

Names. What goes in is called as it is by keyword, or `arg0`, `arg1` by its place; what comes out `output`, or by its place
`output_0`, `output_1`. Inside of either, a dictionary gives its keys, and a list adds the place: `output_1_0` is the first
of a list that is the second output.
"""

import functools
import inspect

import jax
from jax import export, tree_util
from jax._src.interpreters import mlir
from jaxlib.mlir import ir
from jaxlib.mlir.dialects import stablehlo

from portability.code import code_of, numpy_weights

WIDE = ("float64", "int64", "uint64", "complex128")
BYTECODE = b"ML\xefR"


def names_of(tree, first="output"):
    """Every leaf of a tree with its name, in JAX's order."""
    leaves, _ = tree_util.tree_flatten_with_path(tree)
    return unique([(name_at(first, path), leaf) for path, leaf in leaves])


def argument_names(arguments, keywords):
    """The same for what a function is called with."""
    by_place = [pair for place, value in enumerate(arguments) for pair in names_of(value, f"arg{place}")]
    return unique(by_place + [pair for key, value in keywords.items() for pair in names_of(value, key)])


def name_at(name, path):
    for entry in path:
        if hasattr(entry, "idx"):
            name = f"{name}_{entry.idx}"
        else:
            key = entry.name if hasattr(entry, "name") else entry.key
            name = f"{name}_{key}" if isinstance(key, int) else str(key)
    return name


def unique(pairs):
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"{', '.join(map(repr, twice))} stands for two tensors: dictionaries inside must have different keys"
        )
    return pairs


class Function:
    """The function of a `jax-function`: it is called with its inputs by name, and has its weights already."""

    def __init__(self, path):
        # A worker serves many programs, and what one switches on (or a tool leaves on) is not meant for the next.
        jax.config.update("jax_enable_x64", False)
        code = code_of(path)
        self._always_wide = jax.config.jax_enable_x64
        jax.config.update("jax_enable_x64", False)
        self._target = functools.partial(code.target, **code.arguments)
        self._weights = None if code.weights is None else numpy_weights(code.weights)
        parameters = list(inspect.signature(self._target).parameters.values())
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
            raise TypeError(
                f"{code.target.__name__} takes any names (**): give its inputs as parameters, so that they are known"
            )
        taken = parameters[0].name if self._weights is not None and parameters else None
        # Those that the config fixes are no inputs.
        self.parameters = [one for one in parameters if one.name != taken and one.name not in code.arguments]

    def __call__(self, **inputs):
        if self._weights is None:
            return self._target(**inputs)
        # Arrays of JAX: one of numpy cannot be indexed by what is traced.
        return self._target(jax.tree.map(jax.numpy.asarray, self._weights), **inputs)

    def mode(self, inputs):
        """A context with JAX's mode for 64 bits where an input or a weight has such numbers, or the program has switched it
        on; without it, JAX makes 32 of them.
        """
        leaves = jax.tree_util.tree_leaves((inputs, self._weights))
        return jax.enable_x64(self._always_wide or any(leaf.dtype.name in WIDE for leaf in leaves))

    def shapes(self, case):
        """What it gives for inputs like those: types and sizes, with their names."""
        return names_of(jax.eval_shape(lambda inputs: self(**inputs), case))


def read_export(path):
    """The `jax.export.Exported` in a file: as JAX writes it, or made of a module of MLIR."""
    with open(path, "rb") as file:
        content = file.read()
    if content.startswith(BYTECODE) or is_text(content):
        return export_of_module(content)
    return export.deserialize(bytearray(content))


def is_text(content):
    return b"\0" not in content[:4096]


def export_of_module(content):
    """A module of MLIR has neither names nor trees: its `main` is a function of arrays by their places."""
    with mlir.make_ir_context() as context:
        try:
            module = stablehlo.deserialize_portable_artifact(context, content)
        except Exception:
            # Text, or bytecode of the version that is spoken here.
            module = ir.Module.parse(content)
        mains = [one for one in module.body.operations if str(one.attributes["sym_name"]) == '"main"']
        if len(mains) != 1:
            raise ValueError("the module has no function main")
        portable = stablehlo.serialize_portable_artifact_str(str(module), stablehlo.get_current_version())
        takes, gives = ([aval_of(one) for one in side] for side in (mains[0].type.inputs, mains[0].type.results))
    outputs = tuple(range(len(gives))) if len(gives) > 1 else 0
    return export.Exported(
        fun_name="main",
        in_tree=jax.tree_util.tree_structure((tuple(range(len(takes))), {})),
        in_avals=tuple(takes),
        out_tree=jax.tree_util.tree_structure(outputs),
        out_avals=tuple(gives),
        _has_named_shardings=True,
        _in_named_shardings=(None,) * len(takes),
        _out_named_shardings=(None,) * len(gives),
        in_shardings_hlo=(None,) * len(takes),
        out_shardings_hlo=(None,) * len(gives),
        nr_devices=1,
        platforms=("cpu",),
        ordered_effects=(),
        unordered_effects=(),
        disabled_safety_checks=(),
        mlir_module_serialized=portable,
        calling_convention_version=export.maximum_supported_calling_convention_version,
        module_kept_var_idx=tuple(range(len(takes))),
        uses_global_constants=False,
        _get_vjp=None,
    )


def aval_of(type_):
    tensor = ir.RankedTensorType(type_)
    if any(tensor.is_dynamic_dim(axis) for axis in range(tensor.rank)):
        raise ValueError(
            f"a module of MLIR must have all its sizes, and this one has {tensor}; jax.export keeps symbolic ones"
        )
    dtypes = {str(mlir.dtype_to_ir_type(dtype)): dtype for dtype in mlir._dtype_to_ir_type}
    return jax.core.ShapedArray(tuple(tensor.shape), dtypes[str(tensor.element_type)])


def signature_of(exported):
    """Inputs and outputs of an export, with the names that this file gives them."""
    arguments, keywords = tree_util.tree_unflatten(exported.in_tree, exported.in_avals)
    outputs = tree_util.tree_unflatten(exported.out_tree, exported.out_avals)
    return {
        "inputs": [port(name, aval) for name, aval in argument_names(arguments, keywords)],
        "outputs": [port(name, aval) for name, aval in names_of(outputs)],
    }


def port(name, aval):
    return {
        "name": name,
        "type": {"kind": "tensor", "dtype": aval.dtype.name, "shape": [size_of(size) for size in aval.shape]},
    }


def size_of(size):
    """A number, the name of a symbol, or None for what is computed of symbols."""
    if isinstance(size, int):
        return size
    return str(size) if str(size).isidentifier() else None


def example_inputs(options):
    """What a converter traces a function with: types and sizes of the first golden inputs. A size that is not the same in
    all of them is a symbol; sizes that always change together are the same one.
    """
    cases = options["cases"]
    if not cases:
        raise ValueError("there are no golden inputs, and a function of JAX is known by what it is called with only")
    histories = {}

    def size_at(name, axis):
        sizes = tuple(case[name].shape[axis] for case in cases)
        if len(set(sizes)) == 1:
            return str(sizes[0])
        return histories.setdefault(sizes, f"d{len(histories)}")

    ranks = {name: {case[name].ndim for case in cases if name in case} for name in cases[0]}
    for name, found in ranks.items():
        if len(found) > 1 or any(name not in case for case in cases):
            raise ValueError(f"input {name!r} is not in every golden case with as many axes")
    texts = {name: ", ".join(size_at(name, axis) for axis in range(array.ndim)) for name, array in cases[0].items()}
    scope = export.SymbolicScope()
    return {
        name: jax.ShapeDtypeStruct(export.symbolic_shape(texts[name], scope=scope), array.dtype)
        for name, array in cases[0].items()
    }

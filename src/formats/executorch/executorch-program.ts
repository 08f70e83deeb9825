import { describeFile } from '../../bytes/describe-file.js';
import { FlatFile, type FlatTable } from '../../bytes/flat-table.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { DType } from '../../tensor/dtype.js';
import type { Fault, Port, Signature } from '../../types.js';
import { endsOfTrees } from './tree-names.js';

/** The identifier at byte 4 of every ExecuTorch program. */
export const EXECUTORCH_IDENTIFIER = 'ET12';
/** The method that is run, unless a program lacks it. */
const USUAL_METHOD = 'forward';

// Fields by number, from ExecuTorch's schema of programs.
const PROGRAM = { plans: 1 };
const PLAN = { name: 0, trees: 1, values: 2, inputs: 3, outputs: 4, operators: 6, delegates: 7 };
const TREES = { inputs: 0, outputs: 1 };
const OPERATOR = { name: 0, overload: 1 };
const DELEGATE = { id: 0 };
const VALUE = { kind: 0, value: 1 };
const TENSOR = { scalarType: 0, sizes: 2, dynamism: 8 };
const TENSOR_KIND = 5;

/** By number: the enum ScalarType of PyTorch. */
const SCALAR_TYPES: Readonly<Record<number, DType>> = {
  0: 'uint8',
  1: 'int8',
  2: 'int16',
  3: 'int32',
  4: 'int64',
  5: 'float16',
  6: 'float32',
  7: 'float64',
  11: 'bool',
  15: 'bfloat16',
  27: 'uint16',
  28: 'uint32',
  29: 'uint64',
};

/** A program described without its weights. */
export interface ExecutorchProgram {
  readonly signature: Signature;
  /** Kernels, and backends under the domain `backend`; sorted by name. */
  readonly operators: readonly OperatorCount[];
}

/** Reads the description of the program at `path` (absolute) in bounded memory; one that cannot be read is a fault. */
export function readExecutorchProgram(path: string): ExecutorchProgram | { readonly fault: Fault } {
  return describeFile(path, (file) => {
    return describe(new FlatFile(file).requireIdentifier(EXECUTORCH_IDENTIFIER, 'an ExecuTorch program').root());
  });
}

function describe(program: FlatTable): ExecutorchProgram {
  const plans = [...program.tables(PROGRAM.plans)];
  const plan = plans.find((one) => one.string(PLAN.name) === USUAL_METHOD) ?? plans[0];
  if (plan === undefined) throw damaged('the program has no method');
  const values = [...plan.tables(PLAN.values)];
  const trees = plan.table(PLAN.trees);
  const names = endsOfTrees(trees?.string(TREES.inputs) ?? '', trees?.string(TREES.outputs) ?? '');
  const ports = (field: number, known: readonly string[], word: string): Port[] => {
    const indices = plan.int32s(field) ?? [];
    return indices.map((index, place) => {
      const usual = indices.length === 1 && word === 'output' ? word : `${word}_${place}`;
      return portOf(known.length === indices.length ? (known[place] ?? usual) : usual, values[index]);
    });
  };
  return {
    signature: {
      inputs: ports(PLAN.inputs, names.inputs, 'input'),
      outputs: ports(PLAN.outputs, names.outputs, 'output'),
    },
    operators: operatorsOf(plan),
  };
}

function portOf(name: string, value: FlatTable | undefined): Port {
  const tensor = value?.uint8(VALUE.kind) === TENSOR_KIND ? value.table(VALUE.value) : null;
  if (tensor === null)
    throw new Malformed('the program has inputs or outputs other than tensors', { why: `${name} is not a tensor` });
  const type = tensor.int8(TENSOR.scalarType);
  const dtype = SCALAR_TYPES[type];
  if (dtype === undefined)
    throw new Malformed('an input or output has a type that the gate does not support', {
      why: `${name} has the type ${type} of PyTorch`,
    });
  // Dynamic sizes are stored as their upper bounds, and the file does not record which axes are dynamic.
  const dynamic = tensor.int8(TENSOR.dynamism) !== 0;
  const shape = (tensor.int32s(TENSOR.sizes) ?? []).map((size) => (dynamic ? null : size));
  return { name, type: { kind: 'tensor', dtype, shape } };
}

function operatorsOf(plan: FlatTable): readonly OperatorCount[] {
  const kernels = [...plan.tables(PLAN.operators)].map((operator) => {
    const overload = operator.string(OPERATOR.overload) ?? '';
    const name = operator.string(OPERATOR.name) ?? '';
    return { domain: 'executorch', type: overload === '' ? name : `${name}.${overload}` };
  });
  const backends = [...plan.tables(PLAN.delegates)].map((delegate) => ({
    domain: 'backend',
    type: delegate.string(DELEGATE.id) ?? '',
  }));
  return countOperators([...kernels, ...backends]);
}

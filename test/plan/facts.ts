/** Runtimes and models as planning sees them. */
import type { ConverterFacts, RuntimeFacts } from '../../src/adapters/define.js';
import { configSchema } from '../../src/config/schema.js';
import type { Model } from '../../src/discover/discover-models.js';
import type { Form } from '../../src/discover/form.js';
import type { Column } from '../../src/plan/column.js';
import { makePlan } from '../../src/plan/make-plan.js';
import type { Plan, PlanContext } from '../../src/plan/plan.js';
import type { Format, Signature, ValueType } from '../../src/types.js';

/** A runtime that reads ONNX and passes float32 tensors, unless told otherwise. */
export function runtime(id: string, facts: Partial<RuntimeFacts> = {}): RuntimeFacts {
  return {
    id,
    title: id.toUpperCase(),
    engine: id,
    language: 'node',
    reads: ['onnx'],
    platforms: [],
    options: {},
    dtypes: ['float32'],
    values: ['tensor'],
    homeOf: [],
    referenceOptions: {},
    threads: true,
    saturates: false,
    winograd: false,
    embedded: false,
    browser: false,
    fixedSizes: false,
    package: id,
    dependencies: [],
    requiresPython: '',
    ...facts,
  };
}

export const float32: ValueType = { kind: 'tensor', dtype: 'float32', shape: [1, 'N'] };

export function signature(input: ValueType, output: ValueType = float32): Signature {
  return { inputs: [{ name: 'x', type: input }], outputs: [{ name: 'y', type: output }] };
}

export function form(path: string, content: Form['content']): Form {
  return { path, absolute: `/repository/${path}`, files: [], sha256: '', bytes: 0, names: {}, content };
}

export function model(
  id: string,
  ...contents: readonly [Signature | Form['content'], ...(Signature | Form['content'])[]]
): Model {
  const [first, ...rest] = contents.map((content, index) =>
    form(`${id}-${index}.onnx`, 'inputs' in content ? { format: 'onnx', signature: content, companions: [] } : content),
  );
  if (first === undefined) throw new Error('a model has a form');
  const [entry] = configSchema.parse({ models: [{ path: id }] }).models ?? [];
  if (entry === undefined) throw new Error('the entry is there');
  return { id, forms: [first, ...rest], entry };
}

/** The plan of models on columns, under a configuration that says nothing. */
export function planned(
  models: readonly Model[],
  columns: readonly Column[],
  {
    runtimes = [],
    converters = [],
    others = [],
    config = {},
  }: Partial<Pick<PlanContext, 'runtimes' | 'converters' | 'others'>> & { config?: object } = {},
): Plan {
  return makePlan(models, columns, {
    runtimes,
    converters,
    others,
    platform: 'linux-x64',
    isa: ['avx512_vnni'],
    config: configSchema.parse(config),
  });
}

/** A converter between two formats, with one option. */
export function converter(reads: Format, writes: Format, facts: Partial<ConverterFacts> = {}): ConverterFacts {
  return {
    id: `${writes}-from-${reads}`,
    title: `${reads} to ${writes}`,
    language: 'python',
    file: `/adapters/${writes}-from-${reads}.py`,
    reads: [reads],
    writes,
    artefact: `model.${writes}`,
    cost: 1,
    cases: false,
    changesTypes: false,
    processorSpecific: false,
    platforms: [],
    options: {
      fp16: { type: 'boolean', default: false, description: 'half precision' },
    },
    package: 'tool',
    dependencies: ['tool==1'],
    requiresPython: '>=3.10',
    ...facts,
  };
}

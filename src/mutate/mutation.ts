import type { DType } from '../tensor/dtype.js';
import type { Edit } from './apply-edit.js';
import type { ModelProto, ScopedNode } from './scoped-nodes.js';

/** A model that mutants are made from, decoded with its weights. */
export interface MutableModel {
  readonly model: ModelProto;
  readonly nodes: readonly ScopedNode[];
  /** Mean of what each output was on the golden inputs, for outputs of numbers. */
  readonly means: ReadonlyMap<string, { readonly dtype: DType; readonly mean: number }>;
}

/** One place where a mutation can be made. */
export interface Site {
  /** The node or the weight, for people. */
  readonly where: string;
  /** Made when needed, since it may contain a copy of a weight; null when nothing would change. */
  edit(): Edit | null;
}

/** One kind of fault that conversions or runtimes are known to introduce. */
export interface Mutation {
  readonly id: string;
  /** What happened to the model, as in "two output channels swapped". */
  readonly title: string;
  /** From the inputs to the outputs. */
  sites(target: MutableModel): readonly Site[];
}

export interface Mutant extends Site {
  readonly kind: string;
}

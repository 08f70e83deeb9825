/** Known misreadings of operators: what a runtime or converter is known to compute instead. */
import type { PackedTensor, Values } from '../tensor/tensor.js';
import type { Node, TensorProto } from './operator-alone.js';

/** An operator as a variant sees it. */
export interface Operator {
  /** `Resize`, with its domain where that is not ONNX's own: `com.microsoft.Gelu`. */
  readonly type: string;
  readonly node: Node;
  /** All of them in order, where several fail only together; the last makes the outputs. */
  readonly nodes: readonly Node[];
  /** Version of the operator set that it belongs to. */
  readonly opset: number;
  /** Any value that it reads, by name; null for one that is not there, and for strings. */
  value(name: string): PackedTensor | null;
  /** The value of an input by its place; null for one that is left out. */
  input(place: number): PackedTensor | null;
  /** Whether an input is one of the model's weights. */
  isWeight(place: number): boolean;
  /** What the reference made of it, by the place of the output; null for one that is left out. */
  output(place: number): PackedTensor | null;
  /** What the column made of it, likewise; null also where that is not known. */
  made(place: number): PackedTensor | null;
}

/** One thing that a runtime may compute instead of the operator. */
export interface Reading {
  /** What is computed, to follow “as if”: `the slope ran along the channels`. */
  readonly asIf: string;
  /** What avoids it, for the user; null where nothing is known to. */
  readonly fix: string | null;
  readonly computed: ReadingNodes | ReadingValues;
}

/** ONNX nodes in place of the operator's. They have its inputs and make its outputs. */
export interface ReadingNodes {
  readonly nodes: readonly Node[];
  readonly constants?: readonly TensorProto[];
  /** Version of ONNX's operator set in which the nodes mean that; the model's own when left out. */
  readonly opset?: number;
}

/** For what ONNX cannot express: the outputs, by name. */
export interface ReadingValues {
  readonly values: Values;
}

/** One kind of misreading. */
export interface Variant {
  readonly id: string;
  /** None when the operator cannot be misread in that way. */
  readings(operator: Operator): readonly Reading[];
}

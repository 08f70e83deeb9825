/**
 * What an adapter that reads ONNX makes of ONNX's own test cases, each of which has one operator, as measured. An operator
 * that is not listed was not refused, or has no case.
 */
export interface OperatorSupport {
  /** Release that was measured. */
  readonly version: string;
  /** The newest IR version and operator set that it takes; null when no case showed a limit. */
  readonly newest: { readonly ir: number | null; readonly opset: number | null };
  /**
   * By operator, with its domain unless that is ONNX's own, of which it refuses a case; by the operator set that brought this
   * version of the operator: cases that it refuses as unsupported, and all of them. A case is refused only if it is refused
   * in the middle of a graph, too: with parameters as constants, between tensors of float32.
   */
  readonly refused: Readonly<Record<string, Readonly<Record<string, readonly [refused: number, all: number]>>>>;
}

/** What a tool says itself about the operators of ONNX that it has: its registry, in one release. */
export interface OperatorList {
  readonly version: string;
  /** By operator of ONNX: the versions that it lacks, each named by the operator set that brought it. */
  readonly lacks: Readonly<Record<string, readonly number[]>>;
  /** Further operators that it has, each with its domain; `*:` where it does not look at the domain. */
  readonly others: readonly string[];
}

/** A way by which no model gets through: what one adapter on it writes, whatever it is given, the next one refuses. */
export interface DeadEnd {
  readonly versions: Readonly<Record<string, string>>;
  /** Different models that were tried; all were refused. */
  readonly tried: number;
  /** What was said of all of them. */
  readonly reason: string;
}

/** All that forecasts are made from. */
export interface KnownSupport {
  /** By id of the adapter that reads ONNX. */
  readonly cases: Readonly<Record<string, OperatorSupport>>;
  /** By id of the adapter that reads ONNX. */
  readonly lists: Readonly<Record<string, OperatorList>>;
  /** By `wayKey` of a way from another format. */
  readonly deadEnds: Readonly<Record<string, DeadEnd>>;
  /** By operator of ONNX, with its domain unless that is ONNX's own: the operator sets that brought its versions. */
  readonly versions: Readonly<Record<string, readonly number[]>>;
}

/** Names a way: the ids of its adapters, converters first. */
export function wayKey(adapters: readonly string[]): string {
  return adapters.join(' > ');
}

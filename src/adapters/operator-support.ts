/**
 * What a runtime that reads ONNX makes of ONNX's own test cases, each of which has one operator, as measured. An operator
 * that is not listed was not refused, or has no case.
 */
export interface OperatorSupport {
  /** Release that was measured. */
  readonly version: string;
  /** The newest IR version and operator set that it takes; null when no case showed a limit. */
  readonly newest: { readonly ir: number | null; readonly opset: number | null };
  /**
   * By operator, with its domain unless that is ONNX's own, of which it refuses a case; by the operator set that brought this
   * version of the operator: cases that it refuses as unsupported, and all of them.
   */
  readonly refused: Readonly<Record<string, Readonly<Record<string, readonly [refused: number, all: number]>>>>;
}

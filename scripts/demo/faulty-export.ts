import { onnx } from '../../src/onnx/proto/onnx.js';

/**
 * The model as a faulty exporter would write it again: the last dilated convolution has all of its padding in front.
 * @throws Error without such a convolution
 */
export function faultyExport(bytes: Uint8Array): Uint8Array {
  const model = onnx.ModelProto.decode(bytes);
  const pads = (model.graph?.node ?? [])
    .filter((node) => node.opType === 'Conv' && ints(node, 'dilations').some((each) => each > 1))
    .map((node) => attributeOf(node, 'pads'))
    .findLast((attribute) => attribute !== undefined);
  if (pads === undefined) throw new Error('there is no dilated convolution with padding');
  const all = (pads.ints ?? []).map(Number);
  const axes = all.length / 2;
  pads.ints = all.map((before, index) => (index < axes ? before + (all[index + axes] ?? 0) : 0));
  return onnx.ModelProto.encode(model).finish();
}

function attributeOf({ attribute }: onnx.NodeProto.$Properties, wanted: string) {
  return attribute?.find(({ name }) => name === wanted);
}

function ints(node: onnx.NodeProto.$Properties, wanted: string): number[] {
  return (attributeOf(node, wanted)?.ints ?? []).map(Number);
}

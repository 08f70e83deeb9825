import { brief } from '../number-format.js';
import type { onnx } from '../onnx/proto/onnx.js';

/** An attribute as in `mode="cubic"`. */
export function attributeText({ name, f, i, s, floats, ints, strings, g, t }: onnx.AttributeProto.$Properties): string {
  const text = (bytes: Uint8Array) => JSON.stringify(new TextDecoder().decode(bytes));
  const list = (items: readonly string[]) => `[${items.join(', ')}]`;
  if (s != null && s.length > 0) return `\`${name}=${text(s)}\``;
  if (ints != null && ints.length > 0) return `\`${name}=${list(ints.map(String))}\``;
  if (floats != null && floats.length > 0) return `\`${name}=${list(floats.map((one) => brief(one, 7)))}\``;
  if (strings != null && strings.length > 0) return `\`${name}=${list(strings.map(text))}\``;
  if (g != null) return `\`${name}\` (a graph)`;
  if (t != null) return `\`${name}\` (a tensor)`;
  return `\`${name}=${f != null && f !== 0 ? brief(f, 7) : String(i ?? 0)}\``;
}

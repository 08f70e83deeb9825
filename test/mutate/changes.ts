import { applyEdit } from '../../src/mutate/apply-edit.js';
import type { MutableModel, Mutation, Site } from '../../src/mutate/mutation.js';
import { scopedNodes } from '../../src/mutate/scoped-nodes.js';
import { forEachTensor } from '../../src/onnx/graph-walk.js';
import { onnx } from '../../src/onnx/proto/onnx.js';

export function mutable(bytes: Uint8Array, means: MutableModel['means'] = new Map()): MutableModel {
  const model = onnx.ModelProto.decode(bytes);
  return { model, nodes: scopedNodes(model), means };
}

/** The site of that place; fails when there is none. */
export function siteAt(mutation: Mutation, target: MutableModel, where: string): Site {
  const sites = mutation.sites(target);
  const found = sites.find((site) => site.where === where);
  if (found === undefined) throw new Error(`no ${where} among ${sites.map((site) => site.where).join(', ')}`);
  return found;
}

/** The mutant as a file. */
export function mutantBytes(target: MutableModel, site: Site): Uint8Array {
  const edit = site.edit();
  if (edit === null) throw new Error(`${site.where} changes nothing`);
  return onnx.ModelProto.encode(applyEdit(target.model, edit)).finish();
}

/** Names of the tensors and nodes that differ between two files; `+` and `-` for those in one only. */
export function changesBetween(before: Uint8Array, after: Uint8Array): string[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    if (!old.has(name)) return [`+ ${name}`];
    if (!now.has(name)) return [`- ${name}`];
    return old.get(name) === now.get(name) ? [] : [name];
  });
}

function partsOf(bytes: Uint8Array): Map<string, string> {
  const parts = new Map<string, string>();
  const put = (name: string, text: string) => parts.set(parts.has(name) ? `${name}'` : name, text);
  forEachTensor(onnx.ModelProto.decode(bytes), {
    tensor: ({ dims, rawData }, name) =>
      put(name, JSON.stringify([(dims ?? []).map(String), Buffer.from(rawData ?? []).toString('hex')])),
    node: ({ name, opType, input, output, attribute }) =>
      put(
        name ?? '',
        JSON.stringify([
          opType,
          input,
          output,
          (attribute ?? [])
            .filter(({ g, t }) => g == null && t == null)
            .map((one) => JSON.stringify(one))
            .sort(),
        ]),
      ),
  });
  return parts;
}

import {
  type Attribute,
  attributeOf,
  floatAttribute,
  intAttribute,
  intsAttribute,
  stringAttribute,
  textOf,
} from '../../onnx/attributes.js';
import { onnx } from '../../onnx/proto/onnx.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

type Node = onnx.NodeProto.$Properties;

/** A float has `f`, a list is one of integers. */
type Setting = string | number | readonly number[] | { readonly f: number };

interface Known {
  /** What holds where it is not given; null for what follows from the inputs. */
  readonly usual: Setting | null;
  /** What it is taken for. */
  readonly others: readonly Setting[];
}

const flag = (usual: 0 | 1): Known => ({ usual, others: [0, 1] });
const RECURRENT: Readonly<Record<string, Known>> = {
  activations: { usual: null, others: [] },
  clip: { usual: null, others: [] },
  direction: { usual: 'forward', others: ['forward', 'reverse'] },
};
const WINDOW: Readonly<Record<string, Known>> = { dilations: { usual: null, others: [] } };

/**
 * By operator: attributes that runtimes are known to ignore or to read with a default of their own. Those with a variant of
 * their own are left out. Where one is given, it may also be as if it was not.
 */
const KNOWN: Readonly<Record<string, Readonly<Record<string, Known>>>> = {
  AffineGrid: { align_corners: flag(0) },
  Attention: {
    is_causal: flag(0),
    scale: { usual: null, others: [{ f: 1 }] },
    softcap: { usual: { f: 0 }, others: [] },
  },
  AveragePool: WINDOW,
  BitShift: { direction: { usual: null, others: ['LEFT', 'RIGHT'] } },
  BlackmanWindow: { periodic: flag(1) },
  Col2Im: { ...WINDOW, strides: { usual: null, others: [] } },
  Conv: WINDOW,
  ConvTranspose: WINDOW,
  DFT: { inverse: flag(0) },
  DequantizeLinear: { axis: { usual: 1, others: [0, 1] } },
  GRU: RECURRENT,
  Gemm: { alpha: { usual: { f: 1 }, others: [] }, beta: { usual: { f: 1 }, others: [] } },
  GlobalLpPool: { p: { usual: 2, others: [1, 2] } },
  GridSample: {
    mode: { usual: 'linear', others: ['linear', 'nearest', 'cubic'] },
    padding_mode: { usual: 'zeros', others: ['zeros', 'border', 'reflection'] },
  },
  HammingWindow: { periodic: flag(1) },
  HannWindow: { periodic: flag(1) },
  HardSigmoid: { beta: { usual: { f: 0.5 }, others: [] } },
  IsInf: { detect_negative: flag(1), detect_positive: flag(1) },
  LRN: {
    alpha: { usual: { f: 1e-4 }, others: [] },
    beta: { usual: { f: 0.75 }, others: [{ f: 0.5 }, { f: 1 }] },
    bias: { usual: { f: 1 }, others: [{ f: 2 }] },
    size: { usual: null, others: [3, 5] },
  },
  LSTM: { ...RECURRENT, input_forget: flag(0) },
  LayerNormalization: { axis: { usual: -1, others: [] } },
  LpNormalization: { p: { usual: 2, others: [1, 2] } },
  LpPool: { ...WINDOW, p: { usual: 2, others: [1, 2] } },
  MaxPool: { ...WINDOW, storage_order: flag(0) },
  MeanVarianceNormalization: {
    axes: {
      usual: [0, 2, 3],
      others: [
        [2, 3],
        [1, 2, 3],
      ],
    },
  },
  QuantizeLinear: { axis: { usual: 1, others: [0, 1] } },
  RMSNormalization: { axis: { usual: -1, others: [] } },
  RNN: RECURRENT,
  Resize: { antialias: flag(0) },
  RoiAlign: {
    coordinate_transformation_mode: { usual: 'half_pixel', others: ['half_pixel', 'output_half_pixel'] },
    mode: { usual: 'avg', others: ['avg', 'max'] },
    sampling_ratio: { usual: 0, others: [0, 1, 2] },
    spatial_scale: { usual: { f: 1 }, others: [] },
  },
  RotaryEmbedding: { interleaved: flag(0) },
  ScatterElements: { reduction: { usual: 'none', others: ['add', 'mul', 'max', 'min'] } },
  ScatterND: { reduction: { usual: 'none', others: ['add', 'mul', 'max', 'min'] } },
  Selu: {
    alpha: { usual: { f: 1.6732631921768188 }, others: [{ f: 1 }] },
    gamma: { usual: { f: 1.0507010221481323 }, others: [{ f: 1 }] },
  },
  Shrink: { bias: { usual: { f: 0 }, others: [] } },
  Swish: { alpha: { usual: { f: 1 }, others: [] } },
  TopK: { largest: flag(1) },
  Trilu: { upper: flag(1) },
};
/** They mean nothing without the attribute. */
const WITH: Readonly<Record<string, readonly string[]>> = { activations: ['activation_alpha', 'activation_beta'] };

/** An attribute that is ignored, or has another of its few values. */
export const otherAttribute: Variant = {
  id: 'other-attribute',
  readings(operator) {
    return Object.entries(KNOWN[operator.type] ?? {}).flatMap(([name, { usual, others }]) => {
      const own = settingOf(operator.node, name);
      const now = own ?? usual;
      const dropped = Object.fromEntries([name, ...(WITH[name] ?? [])].map((one) => [one, null]));
      const ignored =
        own === null || isSame(own, usual)
          ? []
          : [{ asIf: `its \`${name}\` was ignored`, fix: null, computed: withAttributes(operator, dropped) }];
      const read = others
        .filter((other) => !isSame(other, now) && !(own !== null && isSame(other, usual)))
        .map((other) => ({
          asIf: `its \`${name}\` was ${inWords(other)}${now === null ? '' : ` instead of ${inWords(now)}`}`,
          fix: null,
          computed: withAttributes(operator, { [name]: attributeWith(name, other) }),
        }));
      return [...ignored, ...read];
    });
  },
};

function settingOf(node: Node, name: string): Setting | null {
  const attribute = attributeOf(node, name);
  if (attribute === undefined) return null;
  const { AttributeType } = onnx.AttributeProto;
  switch (attribute.type) {
    case AttributeType.FLOAT:
      return { f: attribute.f ?? 0 };
    case AttributeType.INT:
      return Number(attribute.i ?? 0);
    case AttributeType.INTS:
      return (attribute.ints ?? []).map(Number);
    case AttributeType.STRINGS:
      return (attribute.strings ?? []).map((text) => new TextDecoder().decode(text)).join(', ');
    default:
      return textOf(attribute);
  }
}

function attributeWith(name: string, value: Setting): Attribute {
  if (typeof value === 'string') return stringAttribute(name, value);
  if (typeof value === 'number') return intAttribute(name, value);
  return 'f' in value ? floatAttribute(name, value.f) : intsAttribute(name, value);
}

function isSame(one: Setting | null, other: Setting | null): boolean {
  return inWords(one) === inWords(other);
}

function inWords(value: Setting | null): string {
  if (value === null) return 'not given';
  if (typeof value !== 'object') return String(value);
  return 'f' in value ? String(Number(value.f.toPrecision(4))) : `[${value.join(', ')}]`;
}

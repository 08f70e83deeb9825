import type { Description } from './constants/description.js';
import type { FlatNode } from './flat-graph.js';
import type { Noun } from './port-noun.js';

/** What kind of difference it is, in the order in which they are told: what changes the computation most likely first. */
export const KINDS = ['nodes', 'wiring', 'attribute', 'weights', 'constant', 'interface', 'version', 'unread'] as const;
export type Kind = (typeof KINDS)[number];

/** One difference at one place; those that are alike are told together. */
export type Observation =
  /** `epsilon 1e-5 → 1e-3 in …` */
  | {
      readonly kind: 'attribute' | 'weights' | 'constant';
      readonly node: FlatNode;
      readonly name: string;
      readonly from: string;
      readonly to: string;
    }
  /** `the weights of … are transposed` */
  | {
      readonly kind: 'weights' | 'constant';
      readonly node: FlatNode;
      readonly noun: Noun;
      readonly description: Description;
    }
  /** A sentence in which `…` stands for the nodes with their operators; after `@` for their names alone. */
  | { readonly kind: Kind; readonly node: FlatNode | null; readonly sentence: string };

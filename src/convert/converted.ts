/** What became of a form that had to be converted. */
import type { Model } from '../discover/discover-models.js';
import type { Form } from '../discover/form.js';
import type { RouteStep } from '../plan/routes.js';
import type { ResultCell } from '../results/schema.js';
import type { Format, Signature } from '../types.js';
import type { NamesMap } from '../values/names-map.js';
import type { PortChanges } from '../values/port-change.js';
import type { Failure } from '../worker/failure.js';

/** Conversions that were made, as the results document tells of them. */
export type MadeRoute = ResultCell['route'];

/** What a cell loads for one of its forms. */
export interface WhatRuns {
  /** A file or a folder. */
  readonly path: string;
  readonly format: Format;
  /** Names its content. */
  readonly key: string;
  /** Under its own names; null where nothing tells. */
  readonly signature: Signature | null;
  /** The first form's name → its name. */
  readonly names: NamesMap;
  /** By its name: what it has otherwise than the first form. */
  readonly changes: PortChanges;
  /** Conversions that made it; none for a form as it is committed. */
  readonly route: MadeRoute;
  /** What was made on the way to it, the first conversion first. */
  readonly before: readonly WhatRuns[];
}

export type Converted =
  | ({ readonly ok: true } & WhatRuns)
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly doing: string;
      /** What was made before. */
      readonly route: MadeRoute;
    };

/** By `conversionKey`. */
export type Conversions = ReadonlyMap<string, Converted>;

/** Cells with equal keys share one conversion. Two models may have one form, with names and goldens of their own. */
export function conversionKey({ id }: Pick<Model, 'id'>, form: Form, route: readonly RouteStep[]): string {
  return JSON.stringify([id, form.path, route.map(({ converter, options }) => [converter.id, options])]);
}

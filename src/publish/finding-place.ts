import { z } from 'zod';
import type { EntryLine } from '../config/entry-line.js';
import type { Finding } from '../report/finding.js';
import type { ResultModel } from '../results/schema.js';
import { fromRoot } from './from-root.js';

/** A file as it was read. */
export interface SourceText {
  /** From the working directory. */
  readonly path: string;
  readonly lineOf: EntryLine;
}

/** The files that a finding may be about; null where there is none. */
export interface SourceTexts {
  readonly config: SourceText | null;
  readonly baseline: SourceText | null;
}

/** Path from the root of the repository, and a line where one is known. */
export interface SourcePlace {
  readonly file: string;
  readonly line?: number;
}

const column = z.union([z.string(), z.object({ use: z.string(), id: z.string().optional() })]);
const model = z.object({ id: z.string().optional(), path: z.string().optional() });
const approval = z.object({ model: z.string(), runtime: z.string() });

/**
 * Where to show a finding: the entry of an approval that no longer covers it, else the entry in the config of its model or
 * its column, whichever it has one of; else the model's file. Null where there is nothing of these.
 */
export function placeOf(
  { models, runtimes, cells }: Finding,
  all: readonly ResultModel[],
  { config, baseline }: SourceTexts,
  folder: string,
): SourcePlace | null {
  const ended = cells.find(({ approval: given }) => given?.ended !== undefined);
  const places: readonly (readonly [SourceText | null, string, (entry: unknown) => boolean])[] = [
    ...(ended === undefined
      ? []
      : [[baseline, 'approvals', (entry: unknown) => isApproval(entry, ended.model, ended.runtime)] as const]),
    ...(models.length === 1 ? [[config, 'models', (entry: unknown) => isModel(entry, models[0])] as const] : []),
    ...(runtimes.length === 1 ? [[config, 'runtimes', (entry: unknown) => isColumn(entry, runtimes[0])] as const] : []),
  ];
  for (const [source, list, fits] of places) {
    const line = source === null ? null : source.lineOf(list, fits);
    if (source !== null && line !== null) return { file: fromRoot(folder, source.path), line };
  }
  const file = all.find(({ id }) => id === models[0])?.forms[0]?.path ?? config?.path;
  return file === undefined ? null : { file: fromRoot(folder, file) };
}

function isColumn(entry: unknown, id: string | undefined): boolean {
  const parsed = column.safeParse(entry).data;
  return parsed !== undefined && (typeof parsed === 'string' ? parsed : (parsed.id ?? parsed.use)) === id;
}

function isModel(entry: unknown, id: string | undefined): boolean {
  const parsed = model.safeParse(entry).data;
  return parsed !== undefined && (parsed.id ?? parsed.path?.replace(/\.[^./]*$/, '')) === id;
}

function isApproval(entry: unknown, ofModel: string, ofRuntime: string): boolean {
  const parsed = approval.safeParse(entry).data;
  return parsed !== undefined && parsed.model === ofModel && parsed.runtime === ofRuntime;
}

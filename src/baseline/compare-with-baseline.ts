import type { Platform } from '../host/platform.js';
import type { ResultCell } from '../results/schema.js';
import { bySeverity, isFailing } from '../results/states.js';
import type { KnownCell } from './lock-schema.js';
import { measuresOf, worseThan } from './measure.js';

/** A cell as it ran, before anything is accepted. */
export interface RanCell {
  readonly cell: ResultCell;
  /** Release of the runtime; null when it never started. */
  readonly version: string | null;
}

export interface Comparison {
  readonly change: NonNullable<ResultCell['change']>;
  /** Set when the cell is further off than before although the model is unchanged. */
  readonly warning?: string;
}

/**
 * A cell against its last known result: worse is a more severe state, another way of failing, or, on an unchanged model,
 * an output that is more than four times further off; better is a less severe state. Null for a cell that ended in an error or is neither known nor run.
 * @param known null for a cell that the baseline does not know
 */
export function compareWithKnown(
  { cell, version }: RanCell,
  known: KnownCell | null,
  context: { readonly unchanged: boolean; readonly platform: Pick<Platform, 'os' | 'arch' | 'isa'> },
): Comparison | null {
  if (cell.state === 'error') return null;
  if (known === null) return cell.state === 'not-run' ? null : { change: 'new' };
  if (cell.state === 'not-run') return { change: 'same' };
  if (cell.state !== known.state) {
    const failsOtherwise = isFailing(cell.state) && isFailing(known.state);
    return { change: failsOtherwise || bySeverity(cell.state, known.state) < 0 ? 'worse' : 'better' };
  }
  if (!context.unchanged) return { change: 'same' };
  const rises = measuresOf(cell.outputs).flatMap((now) => {
    const then = known.outputs.find(({ output }) => output === now.output);
    if (now.noiseRatio === undefined || then?.noiseRatio === undefined) return [];
    return worseThan(now, then) ?? [];
  });
  const [first] = rises;
  if (first === undefined) return { change: 'same' };
  if (cell.state !== 'pass') return { change: 'worse' };
  const more = rises.length === 1 ? '' : ` (and ${rises.length - 1} more)`;
  const warning = `still within the tolerance, but ${first}${more} although the model is unchanged; ${since(known, version, context.platform)}.`;
  return { change: 'worse', warning };
}

/** How the machine and the runtime differ from the last known result. */
function since(
  known: KnownCell,
  version: string | null,
  { os, arch, isa }: Pick<Platform, 'os' | 'arch' | 'isa'>,
): string {
  const changes: string[] = [];
  if (known.version !== version)
    changes.push(`the runtime went from ${known.version ?? 'an unknown release'} to ${version ?? 'an unknown one'}`);
  const platform = `${os}-${arch}`;
  if (known.platform !== platform) changes.push(`the platform from ${known.platform} to ${platform}`);
  const before = known.isa.split(' ').filter((set) => set !== '');
  const gained = isa.filter((set) => !before.includes(set)).map((set) => `+${set}`);
  const lost = before.filter((set) => !isa.includes(set)).map((set) => `−${set}`);
  if (gained.length + lost.length > 0) changes.push(`the instruction sets changed (${[...gained, ...lost].join(' ')})`);
  return changes.length === 0 ? 'runtime, platform and instruction sets are unchanged too' : changes.join(', ');
}

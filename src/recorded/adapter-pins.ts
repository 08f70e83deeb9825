import { sep } from 'node:path';
import type { AdapterFacts, PythonAdapterFacts } from '../adapters/define.js';
import { contentKey } from '../environments/content-key.js';
import { browserRelease, findBrowser } from '../environments/find-browser.js';
import { knownLock } from '../environments/find-lock.js';
import { findPython } from '../environments/find-python.js';
import { nodePins } from '../environments/prepare-node-environment.js';
import type { Python } from '../environments/probe-python.js';
import type { Host } from '../host/host.js';
import { type Column, requirementsOf } from '../plan/column.js';
import type { RouteStep } from '../plan/routes.js';

/**
 * Identifies what a worker would run, without installing or starting anything. Null where that cannot be known: then the
 * result depends on more than a key can hold, and the cell runs.
 */
export interface AdapterPins {
  ofColumn(column: Column): Promise<string | null>;
  /** @param requirements packages besides those of the converter */
  ofConverter(step: Pick<RouteStep, 'converter' | 'version'>, requirements: readonly string[]): Promise<string | null>;
}

/** Each is looked up until it is known. The adapters' own files are part of the gate, whose program has a digest of its own. */
export function adapterPins(host: Host): AdapterPins {
  const pythons = new Map<string, Promise<Python>>();
  const found = new Map<string, Promise<string | null>>();
  /** What is missing is reported by the cell, which therefore has to run. */
  const once = async (key: string, find: () => Promise<string | null>) => {
    const looking =
      found.get(key) ??
      find().catch((error: unknown) => {
        if (host.signal.aborted) throw error;
        return null;
      });
    found.set(key, looking);
    const known = await looking;
    // A run resolves and installs what was not known before it.
    if (known === null) found.delete(key);
    return known;
  };
  const pinsOfPython = async (facts: PythonAdapterFacts, version: string | undefined) => {
    const python = await (pythons.get(facts.requiresPython) ?? remember(pythons, facts, host));
    const lock = await knownLock(facts, version, python, host);
    return lock === null ? null : contentKey([lock, python.version, python.platform]);
  };
  return {
    ofColumn(column) {
      const { runtime, version } = column;
      const { file } = runtime;
      if (runtime.language === 'command' || !isShipped(runtime, host)) return Promise.resolve(null);
      const dependencies = requirementsOf(column);
      return once(JSON.stringify([file ?? runtime.id, version ?? null, dependencies]), async () => {
        if (runtime.language === 'python' && file !== undefined)
          return pinsOfPython({ ...runtime, file, language: 'python', dependencies }, version);
        const pins = await nodePins(runtime, version, host);
        if (!runtime.browser || pins === null) return pins;
        const release = await browserRelease(await findBrowser(host, runtime.title), host);
        return release === null ? null : contentKey([pins, release]);
      });
    },
    ofConverter({ converter, version }, requirements) {
      if (!isShipped(converter, host)) return Promise.resolve(null);
      const dependencies = [...converter.dependencies, ...requirements];
      return once(JSON.stringify([converter.file, version ?? null, dependencies]), () =>
        pinsOfPython({ ...converter, dependencies }, version),
      );
    },
  };
}

function remember(pythons: Map<string, Promise<Python>>, facts: PythonAdapterFacts, host: Host): Promise<Python> {
  const python = findPython(facts, host);
  pythons.set(facts.requiresPython, python);
  return python;
}

/** An adapter of the user may load anything that is on the machine. */
function isShipped({ file }: AdapterFacts, { assets }: Host): boolean {
  return file === undefined || file.startsWith(assets + sep);
}

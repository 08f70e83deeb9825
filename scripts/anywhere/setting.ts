import type { Host } from '../../src/host/host.js';

/** What the tests of a setting are run with. */
export interface Surroundings {
  readonly node: string;
  readonly env: Readonly<Record<string, string>>;
  /** A copy of the tree, where it is not this one. */
  readonly cwd: string;
  /** The user that runs them, where it is not ours. */
  readonly user?: number;
  readonly umask?: number;
  /** Loops that keep the processor busy meanwhile. */
  readonly loops?: number;
  /** Arguments for Vitest. */
  readonly vitest?: readonly string[];
}

/** What a setting is made with. */
export interface Machine {
  /** The host of this run; `scratch` is a folder for everything that a setting makes. */
  readonly host: Host;
  /** Variables that say where packages come from: no setting is about that. */
  readonly indexes: Readonly<Record<string, string>>;
}

/** Surroundings that a machine of a user or a runner may have, and the tests that could care. */
export interface Setting {
  readonly id: string;
  readonly title: string;
  /** Whether all unit tests are run. */
  readonly unit: boolean;
  /** Integration and end-to-end tests, by the beginning of their paths. */
  readonly slow: readonly string[];
  /** @returns a sentence where this machine cannot give it */
  prepare(machine: Machine, folder: string): Promise<Surroundings | string>;
}

import { resolve } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../errors.js';
import { findRelease } from '../../find-release.js';
import { runGate } from '../../gate.js';
import type { Host } from '../../host/host.js';
import { makeFolder } from '../../host/make-folder.js';
import { requireOwnTarget } from '../../host/own-target.js';
import { terminalLines } from '../../report/escape.js';
import { locatedText } from '../../report/located-text.js';
import { releasesText } from '../../report/releases-text.js';
import {
  baselineOption,
  type CommonOptions,
  configOption,
  noCacheOption,
  requestOf,
  sandboxOption,
} from './options.js';
import { withHost } from './with-host.js';

interface LocateOptions extends CommonOptions {
  readonly json?: boolean;
  readonly repro?: string;
  /** True: all that exist. */
  readonly releases?: true | string;
}

/** `portability locate`: the conversion, then the operator, at which a model begins to drift. */
export function locateCommand(assets: string): Command {
  return new Command('locate')
    .description('find the conversion and the operator at which a model begins to drift on a runtime')
    .argument('<model>', 'id of the model')
    .argument('<runtime>', 'id of the column')
    .addOption(configOption)
    .addOption(baselineOption)
    .addOption(sandboxOption)
    .addOption(noCacheOption)
    .option('--json', 'print what was found as JSON')
    .option('--repro <folder>', 'write a folder for each operator that is wrong by itself: a report to its project')
    .option('--releases [list]', 'find the release of the runtime that broke the model, and the one that mended it')
    .addHelpText(
      'after',
      `
Every value of the ONNX graph on the route is compared with the reference, in
units of its own rounding noise. Where a runtime cannot show them, the graph is
cut in halves until one operator is left. That one then runs by itself, is
compared with known misreadings, and is computed in float64. It takes as long as
it takes; Ctrl+C ends it.

With --releases the model runs on other releases of the runtime instead, each in
an environment of its own, by halves.

Examples:
  portability locate detector openvino
  portability locate detector openvino --repro repro
  portability locate detector openvino --json > located.json
  portability locate detector openvino --releases
  portability locate detector openvino --releases 2025.4.0,2026.1.0`,
    )
    .action((model: string, runtime: string, options: LocateOptions) =>
      withHost(assets, true, async (host, { print }) => {
        if (options.releases !== undefined) return await locateRelease(model, runtime, options, { host, print });
        if (options.repro !== undefined) {
          requireOwnTarget(host.cwd, options.repro);
          // Whoever cannot have it is told before the search.
          await makeFolder(resolve(options.repro));
        }
        const repro = options.repro === undefined ? {} : { repro: { folder: resolve(options.repro), mostBytes: null } };
        const request = { ...requestOf([model], options), runtimes: [runtime], everyOperator: true, ...repro };
        const { results, exitCode } = await runGate(request, host);
        const { cells } = results;
        if (cells.length === 0)
          throw new UserError({
            what: `there is no cell ${model} on ${runtime}`,
            next: 'run `portability plan` to see the models and runtimes',
          });
        const found = cells.map(({ model, runtime, state, reason, route, hops, located, unlocated, diagnosis }) => ({
          ...{ model, runtime, state, reason, route },
          ...(hops !== undefined && { hops }),
          ...(located !== undefined && { located }),
          ...(unlocated !== undefined && { unlocated }),
          ...(diagnosis !== undefined && { diagnosis }),
        }));
        print(
          options.json === true
            ? `${JSON.stringify(found, null, 2)}\n`
            : terminalLines(cells.map(locatedText).join('\n')),
        );
        return exitCode;
      }),
    );
}

async function locateRelease(
  model: string,
  runtime: string,
  { releases, ...options }: LocateOptions,
  { host, print }: { readonly host: Host; readonly print: (text: string) => void },
): Promise<number> {
  const named = typeof releases === 'string' ? releases.split(',').map((one) => one.trim()) : [];
  const request = { ...requestOf([model], options), models: [model], runtimes: [runtime] } as const;
  const found = await findRelease(request, host, named);
  print(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : terminalLines(releasesText(found)));
  return found.tried.some(({ release, outcome }) => release === found.current && outcome.state === 'drift') ? 1 : 0;
}

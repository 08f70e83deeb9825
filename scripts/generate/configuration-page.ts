import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { AdapterFacts, ConverterFacts, RuntimeFacts } from '../../src/adapters/define.js';
import { findConverters } from '../../src/adapters/find-converters.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { testedReleases, withoutBuild } from '../../src/adapters/tested-releases.js';
import { configSchema } from '../../src/config/schema.js';
import { markdownTable } from '../markdown-table.js';
import { configurationKeys } from './configuration-keys.js';
import type { GeneratedFile } from './generated-file.js';

const PAGE = 'docs/configuration.md';
const described = z.record(z.string(), z.object({ description: z.string() }));
const actionSchema = z.object({ inputs: described, outputs: described });

/** The page whose tables come from the program: keys of the configuration, adapters, inputs of the action. */
export async function configurationPage(): Promise<GeneratedFile> {
  const { inputs, outputs } = actionSchema.parse(parse(readFileSync('action.yml', 'utf8')));
  const sources = { assets: 'src', cwd: '.' };
  const tables = {
    keys: markdownTable(
      ['key', 'type', 'default', 'meaning'],
      configurationKeys(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })),
    ),
    runtimes: runtimeTable(await findRuntimes(sources, [])),
    converters: converterTable(await findConverters(sources, [])),
    inputs: describedTable('input', inputs),
    outputs: describedTable('output', outputs),
  };
  return { path: PAGE, text: withTables(readFileSync(PAGE, 'utf8'), tables) };
}

/**
 * The page with another table between each `<!-- generated: name -->` and the `<!-- end -->` that follows.
 * @throws Error when the page names a table that does not exist, or has no place for one
 */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  const places = new Set<string>();
  const filled = page.replace(
    /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start: string, name: string, end: string) => {
      places.add(name);
      const table = tables[name];
      if (table === undefined) throw new Error(`there is no table ${name}`);
      return `${start}\n${table}\n${end}`;
    },
  );
  for (const name of Object.keys(tables)) if (!places.has(name)) throw new Error(`there is no place for ${name}`);
  return filled;
}

function runtimeTable(runtimes: readonly RuntimeFacts[]): string {
  return markdownTable(
    ['id', 'what', 'version', '`version:` from', 'reads', 'options (default bold)', 'platforms'],
    runtimes.map((runtime) => [
      `\`${runtime.id}\``,
      runtime.title + (runtime.embedded ? ' (embedded)' : ''),
      versionOf(runtime),
      runtime.oldest ?? 'not tried',
      runtime.reads.join(', '),
      optionsOf(runtime),
      platformsOf(runtime),
    ]),
  );
}

function converterTable(converters: readonly ConverterFacts[]): string {
  return markdownTable(
    ['id', 'what', 'version', 'reads', 'writes', 'options (default bold)', 'platforms'],
    converters.map((converter) => [
      `\`${converter.id}\``,
      converter.title,
      versionOf(converter),
      converter.reads.join(', '),
      converter.writes,
      optionsOf(converter),
      platformsOf(converter),
    ]),
  );
}

function describedTable(heading: string, ports: z.infer<typeof described>): string {
  return markdownTable(
    [heading, 'meaning'],
    Object.entries(ports).map(([name, { description }]) => [`\`${name}\``, description]),
  );
}

/** Of the main package, as it is pinned; builds of one release are one. */
const versionOf = (adapter: AdapterFacts): string => withoutBuild(testedReleases(adapter)[0] ?? '');

function optionsOf({ options }: AdapterFacts): string {
  return Object.entries(options)
    .map(([name, { values, type, default: standard }]) => {
      const bold = `**${standard}**`;
      const choice = values?.map((value) => (value === standard ? bold : value)).join(', ');
      return `\`${name}\`: ${choice ?? `${type}, ${bold} by default`}`;
    })
    .join('; ');
}

function platformsOf({ platforms }: AdapterFacts): string {
  return platforms.join(', ') || 'all';
}

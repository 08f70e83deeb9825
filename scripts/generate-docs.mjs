// Tables of the documentation that say what the program says: keys of the configuration, runtimes, inputs of the action.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

/** Replaces what stands between `<!-- generated: name -->` and `<!-- end -->` in a page. */
function fill(path, tables) {
  const page = readFileSync(path, 'utf8');
  const filled = page.replace(
    /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, name, end) => `${start}\n${tables[name]}\n${end}`,
  );
  writeFileSync(path, filled);
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (headings, rows) =>
  [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** Alternatives that are objects carry the keys; the short forms are named in the type. */
function keysOf(schema, path = '') {
  const alternatives = schema.anyOf ?? [schema];
  const rows = [];
  for (const each of alternatives) {
    if (each.type === 'array') rows.push(...keysOf(each.items ?? {}, `${path}[]`));
    for (const [name, value] of Object.entries(each.properties ?? {})) {
      const key = path === '' ? name : `${path}.${name}`;
      rows.push([
        `\`${key}\``,
        typeOf(value),
        value.default === undefined ? '' : `\`${JSON.stringify(value.default)}\``,
        value.description ?? '',
      ]);
      // A tolerance has the same keys everywhere: they are told once, at the one for everything.
      if (!key.endsWith('.tolerance')) rows.push(...keysOf(value, key));
    }
    if (typeof each.additionalProperties === 'object')
      rows.push(...keysOf(each.additionalProperties, `${path}.<name>`));
  }
  const seen = new Set();
  return rows.filter(([key]) => !seen.has(key) && seen.add(key));
}

function typeOf(schema) {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.type === 'object') return schema.properties === undefined ? 'map' : 'keys';
  return schema.type ?? 'any';
}

export async function generateDocs() {
  const config = JSON.parse(readFileSync('schema/config.schema.json', 'utf8'));
  const { findRuntimes } = await import('../lib/adapters/find-runtimes.js');
  const runtimes = await findRuntimes({ assets: resolve('lib'), cwd: resolve('.') }, []);
  const { findConverters } = await import('../lib/adapters/find-converters.js');
  const converters = await findConverters({ assets: resolve('lib'), cwd: resolve('.') }, []);
  const version = ({ package: main, dependencies }) =>
    dependencies
      .find((pin) => pin.startsWith(main))
      ?.split(';', 1)[0]
      .split(/[@=]+/)
      .at(-1) ?? '';
  const options = ({ options }) =>
    Object.entries(options)
      .map(
        ([name, { values, type, default: standard }]) =>
          `\`${name}\`: ${values === undefined ? `${type}, **${standard}** by default` : values.map((value) => (value === standard ? `**${value}**` : value)).join(', ')}`,
      )
      .join('; ');
  const { inputs, outputs } = parse(readFileSync('action.yml', 'utf8'));
  fill('docs/configuration.md', {
    keys: table(['key', 'type', 'default', 'meaning'], keysOf(config)),
    runtimes: table(
      ['id', 'what', 'version', 'reads', 'options (default bold)', 'platforms'],
      runtimes.map((runtime) => [
        `\`${runtime.id}\``,
        runtime.title + (runtime.embedded ? ' (embedded)' : ''),
        version(runtime),
        runtime.reads.join(', '),
        options(runtime),
        runtime.platforms.join(', ') || 'all',
      ]),
    ),
    converters: table(
      ['id', 'what', 'version', 'reads', 'writes', 'options (default bold)', 'platforms'],
      converters.map((converter) => [
        `\`${converter.id}\``,
        converter.title,
        version(converter),
        converter.reads.join(', '),
        converter.writes,
        options(converter),
        converter.platforms.join(', ') || 'all',
      ]),
    ),
    inputs: table(
      ['input', 'meaning'],
      Object.entries(inputs).map(([name, { description }]) => [`\`${name}\``, description]),
    ),
    outputs: table(
      ['output', 'meaning'],
      Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]),
    ),
  });
}

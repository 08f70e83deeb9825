import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { didYouMean } from '../config/did-you-mean.js';
import { UserError } from '../errors.js';

const ENDING = '.schema.json';
const titled = z.object({ title: z.string() });

/**
 * The published JSON schema of a document, or without a name a list of those that there are.
 * @param folder of the schemas
 * @throws UserError for a document that has none
 */
export async function publishedSchema(folder: string, name: string | undefined): Promise<string> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
  const read = (one: string) => readFile(join(folder, `${one}${ENDING}`), 'utf8');
  if (name === undefined) {
    const width = Math.max(...names.map((one) => one.length));
    const title = async (one: string) => titled.parse(JSON.parse(await read(one))).title;
    const lines = await Promise.all(names.map(async (one) => `${one.padEnd(width)}  ${await title(one)}\n`));
    return lines.join('');
  }
  if (names.includes(name)) return read(name);
  throw new UserError({
    what: `there is no schema ${JSON.stringify(name)}${didYouMean(name, names)}`,
    next: `choose one of ${names.join(', ')}`,
  });
}

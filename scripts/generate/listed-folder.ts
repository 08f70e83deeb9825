import { readdirSync } from 'node:fs';

/** Names of the TypeScript files in a folder whose list is generated, without their ending; sorted. */
export function listedIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** `two-words` as an identifier. */
export function identifierOf(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

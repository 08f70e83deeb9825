/** Adapters and packages that the repository brings, rather than the gate. */
import { sep } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import { npmSettingsOfRepository } from '../environments/npm-settings.js';
import { indexesOfRepository } from '../environments/uv-configuration.js';
import { InfrastructureError } from '../errors.js';
import type { Host } from '../host/host.js';
import type { Column } from '../plan/column.js';
import { type CodeRule, refusedCode } from './refused-code.js';

/** @throws InfrastructureError where what would run is code of the repository, or is fetched from where that says */
export async function requireAllowed(
  adapter: Pick<RuntimeFacts, 'id' | 'file' | 'language'>,
  installed: Pick<Column, 'version' | 'requirements'>,
  context: CodeRule & { readonly host: Host },
): Promise<void> {
  const foreign = await foreignCode(adapter, installed, context.host);
  const refused = foreign === null ? null : refusedCode(foreign, context);
  if (refused !== null) throw new InfrastructureError({ ...refused, where: adapter.id });
}

/** What of an adapter and its packages is not known from their locks, as a clause; null when nothing is. */
async function foreignCode(
  { file, language }: Pick<RuntimeFacts, 'file' | 'language'>,
  { version, requirements = [] }: Pick<Column, 'version' | 'requirements'>,
  host: Host,
): Promise<string | null> {
  if (file !== undefined && !file.startsWith(host.assets + sep)) return 'the adapter is code of the repository';
  if (requirements.length > 0) return `the repository asks for ${requirements.join(', ')} beside it`;
  if (version === undefined) return null;
  const named =
    language === 'node'
      ? (await npmSettingsOfRepository(host)) !== ''
      : Object.keys(await indexesOfRepository(host)).length > 0;
  return named ? `the repository says where release ${version} comes from` : null;
}

/** pip's settings of package indexes, translated for uv. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host/host.js';
import { withoutCredentials } from './install-error.js';
import type { PipSettings } from './pip-settings.js';

export interface IndexSettings {
  /** Variables for uv, besides those that the user has set. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments for the commands of uv that install or resolve. */
  readonly args: readonly string[];
  /** The index, for messages; without credentials. */
  readonly description: string;
}

const DEFAULT_TIMEOUT_SECONDS = '30';

/** One option of pip and uv's equivalent. `unless`: variables by which the user has configured uv directly. */
const TRANSLATIONS: readonly {
  readonly pip: string;
  readonly uv: string;
  readonly unless: readonly string[];
  readonly translate: (value: string, host: Host) => string;
}[] = [
  { pip: 'index-url', uv: 'UV_DEFAULT_INDEX', unless: ['UV_INDEX_URL'], translate: (url) => url.trim() },
  {
    pip: 'extra-index-url',
    uv: 'UV_EXTRA_INDEX_URL',
    unless: ['UV_INDEX'],
    translate: (urls, host) => present(urls, host).join(' '),
  },
  { pip: 'find-links', uv: 'UV_FIND_LINKS', unless: [], translate: (places, host) => present(places, host).join(',') },
];
const CONNECTION: typeof TRANSLATIONS = [
  { pip: 'cert', uv: 'SSL_CERT_FILE', unless: ['SSL_CERT_DIR'], translate: (file) => (existsSync(file) ? file : '') },
  { pip: 'trusted-host', uv: 'UV_INSECURE_HOST', unless: [], translate: (hosts) => words(hosts).join(' ') },
  { pip: 'proxy', uv: 'HTTPS_PROXY', unless: ['https_proxy', 'ALL_PROXY', 'all_proxy'], translate: (url) => url },
  { pip: 'proxy', uv: 'HTTP_PROXY', unless: ['http_proxy', 'ALL_PROXY', 'all_proxy'], translate: (url) => url },
  { pip: 'timeout', uv: 'UV_HTTP_TIMEOUT', unless: ['UV_REQUEST_TIMEOUT'], translate: (seconds) => seconds },
  { pip: 'default-timeout', uv: 'UV_HTTP_TIMEOUT', unless: ['UV_REQUEST_TIMEOUT'], translate: (seconds) => seconds },
];

/**
 * The settings that uv needs in addition to its own.
 * @param uvConfigured one of uv's own configuration files sets package indexes: pip's settings are then ignored
 */
export function indexSettings(pip: PipSettings, uvConfigured: boolean, host: Host): IndexSettings {
  const env: Record<string, string> = {};
  for (const { pip: option, uv, unless, translate } of uvConfigured ? CONNECTION : [...TRANSLATIONS, ...CONNECTION]) {
    const value = pip.get(option);
    if (value === undefined || [uv, ...unless].some((name) => host.env[name] !== undefined)) continue;
    const translated = translate(value, host);
    if (translated !== '') env[uv] = translated;
  }
  // pip takes the best version from all indexes. Hashes protect what is locked from another package of that name.
  if (env.UV_EXTRA_INDEX_URL !== undefined && host.env.UV_INDEX_STRATEGY === undefined)
    env.UV_INDEX_STRATEGY = 'unsafe-best-match';
  if (host.env.UV_HTTP_TIMEOUT === undefined) env.UV_HTTP_TIMEOUT ??= DEFAULT_TIMEOUT_SECONDS;
  const noIndex = !uvConfigured && /^(1|true|yes|on)$/i.test(pip.get('no-index') ?? '');
  return {
    env,
    args: noIndex ? ['--no-index'] : [],
    description: describe({ ...host.env, ...env }, uvConfigured, noIndex),
  };
}

function describe(env: Host['env'], uvConfigured: boolean, noIndex: boolean): string {
  if (noIndex) return `the files of ${env.UV_FIND_LINKS ?? 'no folder'} (no-index is set)`;
  const url = env.UV_DEFAULT_INDEX ?? env.UV_INDEX_URL;
  if (url !== undefined) return `package index ${withoutCredentials(url)}`;
  return uvConfigured ? "the package index of uv's configuration file" : 'the default package index';
}

/** Without folders that do not exist: pip warns about them, uv refuses them. */
function present(places: string, host: Host): string[] {
  return words(places).filter((place) => {
    if (place.startsWith('file:')) return existsSync(fileURLToPath(place));
    return /^\w[\w+.-]+:\/\//.test(place) || existsSync(resolve(host.cwd, place));
  });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/**
 * The environments of all child processes. They are made from allow-lists, so that a token is left out by default, not
 * because somebody thought of it.
 */
import { apartFromRepository } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';

type Environment = Readonly<Record<string, string>>;

/** Without these a process does not start, finds no programs, or has another locale than its user. */
const BASICS = [
  'PATH',
  'LANG',
  'LANGUAGE',
  'TZ',
  // Windows
  'COMSPEC',
  'NUMBER_OF_PROCESSORS',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'WINDIR',
];
const BASIC_PATTERN = /^LC_\w+$/;

/** Set by users whose processor a numeric library misdetects: without them results differ from the machine's own. */
const PROCESSOR = [
  'ATEN_CPU_CAPABILITY',
  'DNNL_MAX_CPU_ISA',
  'MKL_CBWR',
  'MKL_ENABLE_INSTRUCTIONS',
  'NPY_DISABLE_CPU_FEATURES',
  'ONEDNN_MAX_CPU_ISA',
  'OPENBLAS_CORETYPE',
  'OPENBLAS_L2_SIZE',
];

/** Where the user keeps caches, settings and certificates, and how the network is reached. */
const INSTALLER = [
  'APPDATA',
  'CURL_CA_BUNDLE',
  'HOME',
  'LOCALAPPDATA',
  'NETRC',
  'NODE_AUTH_TOKEN',
  'NODE_EXTRA_CA_CERTS',
  'NPM_TOKEN',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'REQUESTS_CA_BUNDLE',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'TEMP',
  'TMP',
  'TMPDIR',
  'USERPROFILE',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_DIRS',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
];
const INSTALLER_PATTERN = /^(\w+_PROXY|NPM_CONFIG_\w+|PIP_\w+|UV_\w+)$/;

/** Settings of installers that would redirect an installation or disable hash checking. */
const MISLEADING =
  /^(PIP_(TARGET|PREFIX|ROOT|USER|SRC|REQUIRE_VIRTUALENV|PYTHON|DRY_RUN|CONSTRAINT|REQUIREMENT|NO_DEPS|REQUIRE_HASHES|LOG|EDITABLE|IGNORE_INSTALLED|NO_BINARY|ONLY_BINARY)|UV_(PYTHON|SYSTEM_PYTHON|PROJECT|PROJECT_ENVIRONMENT|WORKING_DIR|WORKING_DIRECTORY|CONSTRAINT|BUILD_CONSTRAINT|OVERRIDE|EXCLUDE|NO_VERIFY_HASHES|REQUIRE_HASHES|NO_BINARY\w*|NO_BUILD\w*|ONLY_BINARY|NO_DEPS|LINK_MODE|COMPILE_BYTECODE|ENV_FILE|VENV_\w+|TORCH_BACKEND|RESOLUTION|PRERELEASE|OUTPUT_FORMAT)|NPM_CONFIG_(PREFIX|GLOBAL|LOCATION|IGNORE_SCRIPTS|OMIT|INCLUDE|DRY_RUN|PACKAGE_LOCK|PACKAGE_LOCK_ONLY|WORKSPACES?|JSON))$/;

/**
 * What a process that runs a model sees: no tokens, no proxies, the folder `scratch` for its home and its temporary
 * files, `made` for what it makes, and the requested number of threads for whatever thread pool a framework uses.
 */
export function workerEnvironment(
  env: Host['env'],
  worker: { readonly scratch: string; readonly made?: string; readonly threads: number },
): Environment {
  const { scratch, made } = worker;
  const threads = String(worker.threads);
  return {
    ...pick(env, (name) => BASICS.includes(name) || BASIC_PATTERN.test(name) || PROCESSOR.includes(name)),
    HOME: scratch,
    USERPROFILE: scratch,
    APPDATA: scratch,
    LOCALAPPDATA: scratch,
    TMPDIR: scratch,
    TMP: scratch,
    TEMP: scratch,
    // What a model leaves in them is removed before the next one: see the harnesses.
    PORTABILITY_HOME: scratch,
    ...(made !== undefined && { PORTABILITY_MADE: made }),
    MKL_NUM_THREADS: threads,
    NUMEXPR_NUM_THREADS: threads,
    OMP_NUM_THREADS: threads,
    OPENBLAS_NUM_THREADS: threads,
    TVM_NUM_THREADS: threads,
    VECLIB_MAXIMUM_THREADS: threads,
    // OpenVINO's telemetry is off on build servers only.
    CI: 'true',
    NO_COLOR: '1',
    // Environments are shared and must stay as installed.
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONFAULTHANDLER: '1',
    PYTHONHASHSEED: '0',
    PYTHONNOUSERSITE: '1',
    PYTHONUTF8: '1',
  };
}

/** What of a worker's environment may change the numbers: the processor that libraries assume, the locale, the time zone. */
export function numericEnvironment(env: Host['env']): Environment {
  const ofLocale = (name: string) => ['LANG', 'LANGUAGE', 'TZ'].includes(name) || BASIC_PATTERN.test(name);
  return pick(env, (name) => ofLocale(name) || PROCESSOR.includes(name));
}

/**
 * What uv, pip and npm see: the user's package index settings, proxies and certificates, and nothing of the job's own
 * (`GITHUB_*`, `ACTIONS_*`, `INPUT_*`), nothing that loads code into a process (`NODE_OPTIONS`, `LD_*`, `PYTHON*`).
 */
export function installerEnvironment(host: Pick<Host, 'env' | 'cwd'>): Environment {
  return {
    ...pick(apartFromRepository(host), (name) => {
      const allowed =
        BASICS.includes(name) || BASIC_PATTERN.test(name) || INSTALLER.includes(name) || INSTALLER_PATTERN.test(name);
      return allowed && !MISLEADING.test(name);
    }),
    NO_COLOR: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONUTF8: '1',
  };
}

/** Names are compared in upper case: Windows ignores case, and proxies and npm settings come in both. */
function pick(env: Host['env'], allowed: (name: string) => boolean): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && allowed(name.toUpperCase())) picked[name] = value;
  return picked;
}

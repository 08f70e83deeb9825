import type { Log } from '../../src/host/log.js';

/** A log that keeps what it is told, as `warn: …` and so on. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const record = (level: string) => (message: string) => {
    lines.push(`${level}: ${message}`);
  };
  return {
    lines,
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
    progress: record('progress'),
  };
}

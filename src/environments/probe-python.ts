import { z } from 'zod';
import { folderApart } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { runTool } from './run-tool.js';

const pythonSchema = z.object({
  /** The interpreter itself, behind version managers and virtual environments. */
  executable: z.string(),
  version: z.string(),
  /** Operating system, processor and binary interface: what decides which wheels fit. */
  platform: z.string(),
  /** What is in the names of its bytecode, such as `cpython-312`. */
  bytecodeTag: z.string(),
});
export type Python = z.infer<typeof pythonSchema>;

const SCRIPT = `
import json, os, platform, sys, sysconfig
executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
tag = sys.implementation.cache_tag or ""
tags = [tag, sysconfig.get_platform(), sysconfig.get_config_var("SOABI") or ""]
found = {"executable": executable, "version": platform.python_version(), "platform": " ".join(tags), "bytecodeTag": tag}
print(json.dumps(found))
`;
const PROBE_SECONDS = 30;

/** For every start of Python in the repository: nothing that lies there, such as a pip.py, is taken for a module. */
export const APART = ['-I', '-X', 'utf8'] as const;

/** By run, then file: an interpreter stays what it is during a run. */
const probed = new WeakMap<Host['signal'], Map<string, Promise<Python | null>>>();

/** Which Python the file is; null when it does not run on this machine. */
export function probePython(file: string, host: Host): Promise<Python | null> {
  const known = probed.get(host.signal) ?? new Map<string, Promise<Python | null>>();
  probed.set(host.signal, known);
  const probe = known.get(file) ?? runProbe(file, host);
  known.set(file, probe);
  return probe;
}

async function runProbe(file: string, host: Host): Promise<Python | null> {
  try {
    const { status, stdout } = await runTool(file, [...APART, '-c', SCRIPT], {
      cwd: folderApart(host.cwd),
      env: installerEnvironment(host),
      timeoutSeconds: PROBE_SECONDS,
      signal: host.signal,
    });
    return status === 0 ? pythonSchema.parse(JSON.parse(stdout)) : null;
  } catch (error) {
    if (host.signal.aborted) throw error;
    return null;
  }
}

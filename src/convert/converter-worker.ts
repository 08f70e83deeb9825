import { join } from 'node:path';
import type { ConverterFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import { preparePythonEnvironment } from '../environments/prepare-python-environment.js';
import { InfrastructureError } from '../errors.js';
import type { Host } from '../host/host.js';
import { confinedCommand } from '../sandbox/confined-command.js';
import type { Launcher } from '../sandbox/launcher.js';
import type { Failure, Outcome } from '../worker/failure.js';
import { parsedAnswer } from '../worker/parsed-answer.js';
import { type ConvertRequest, type ConvertResult, convertResultSchema } from '../worker/protocol.js';
import { Worker, type WorkerCommand } from '../worker/worker.js';

export interface ConverterContext {
  readonly host: Host;
  readonly launcher: Launcher;
  readonly config: Config;
}

export interface ConverterAnswer extends ConvertResult {
  /** Release of the tool that answered. */
  readonly version: string;
}

/** One converter in its environment, which does one thing at a time; a worker that dies is replaced for the next. */
export interface ConverterWorker {
  /** Names everything that is installed for it. */
  readonly environment: string;
  convert(request: Omit<ConvertRequest, 'method' | 'threads'>): Promise<Outcome<ConverterAnswer>>;
  close(): Promise<void>;
}

/** Makes the converter's environment; the worker itself starts with the first request. */
export async function openConverter(
  converter: ConverterFacts,
  { host, launcher, config }: ConverterContext,
): Promise<Outcome<ConverterWorker>> {
  let command: WorkerCommand;
  let environment: string;
  try {
    const { key, python } = await preparePythonEnvironment(converter, undefined, host);
    environment = key;
    command = await confinedCommand(
      [python, join(host.assets, 'worker', 'harness.py'), converter.file],
      launcher,
      config,
      host,
    );
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    const { message, explanation } = error;
    return { ok: false, failure: { kind: 'never-started', message, stderr: '', explanation } };
  }
  let worker: Worker | null = null;
  let broken: Failure | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const convert: ConverterWorker['convert'] = async (request) => {
    host.signal.throwIfAborted();
    if (broken === null && (worker === null || !worker.alive)) {
      const started = await Worker.start(command);
      if (started.ok) worker = started.value;
      else broken = started.failure;
    }
    if (worker === null || broken !== null) return { ok: false, failure: broken ?? NO_WORKER };
    const answer = await worker.request(
      { method: 'convert', ...request, threads: config.threads },
      config.limits.convert,
    );
    const parsed = parsedAnswer(answer, convertResultSchema);
    return parsed.ok ? { ok: true, value: { ...parsed.value, version: worker.version } } : parsed;
  };
  return {
    ok: true,
    value: {
      environment,
      convert(request) {
        const turn = last.then(() => convert(request));
        last = turn.catch(() => {});
        return turn;
      },
      async close() {
        await last;
        await worker?.close();
      },
    },
  };
}

const NO_WORKER: Failure = { kind: 'never-started', message: 'no worker', stderr: '' };

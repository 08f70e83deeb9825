import type { ConverterFacts } from '../adapters/define.js';
import type { Outcome } from '../worker/failure.js';
import { type ConverterContext, type ConverterWorker, openConverter } from './converter-worker.js';

/** The converters' workers: each is opened when it is first needed and ends with its last use, since frameworks are large. */
export interface ConverterTeam {
  worker(converter: ConverterFacts): Promise<Outcome<ConverterWorker>>;
  /** Says that one of the uses that were announced is over, whether or not it came to it. */
  release(converter: ConverterFacts): Promise<void>;
  /** Ends all that are left. */
  dismiss(): Promise<void>;
}

/** @param uses every use that is to come */
export function converterTeam(uses: readonly ConverterFacts[], context: ConverterContext): ConverterTeam {
  const left = new Map<string, number>();
  for (const { file } of uses) left.set(file, (left.get(file) ?? 0) + 1);
  const workers = new Map<string, Promise<Outcome<ConverterWorker>>>();
  const close = async (file: string) => {
    const opened = await workers.get(file)?.catch(() => null);
    workers.delete(file);
    if (opened?.ok === true) await opened.value.close();
  };
  return {
    worker(converter) {
      const open = workers.get(converter.file) ?? openConverter(converter, context);
      workers.set(converter.file, open);
      return open;
    },
    async release({ file }) {
      const more = (left.get(file) ?? 0) - 1;
      left.set(file, more);
      if (more === 0) await close(file);
    },
    async dismiss() {
      for (const file of [...workers.keys()]) await close(file);
    },
  };
}

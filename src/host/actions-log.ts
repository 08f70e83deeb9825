import * as core from '@actions/core';
import type { Log } from './log.js';
import { inertText } from './workflow-commands.js';

/** The runner shows ten warnings and ten errors of a step and silently drops the rest. */
export const ANNOTATIONS_PER_LEVEL = 10;

export interface ActionsLog extends Log {
  /** Ends the open group, so that what follows is visible without a click. */
  close(): void;
}

/**
 * A log for a workflow step: each step of progress opens a collapsed group with the details that follow it; warnings
 * and errors stand outside and become annotations. Nothing that is logged can be a workflow command, so output of
 * child processes may be passed unchanged.
 */
export function actionsLog(): ActionsLog {
  const annotated = { warning: 0, error: 0 };
  let open = false;

  function close(): void {
    if (open) core.endGroup();
    open = false;
  }
  function annotate(level: 'warning' | 'error', message: string): void {
    close();
    annotated[level] += 1;
    const print = level === 'warning' ? core.warning : core.error;
    if (annotated[level] <= ANNOTATIONS_PER_LEVEL) print(inertText(message));
    else core.info(inertText(`${level}: ${message}`));
  }

  return {
    close,
    debug(message) {
      if (core.isDebug()) core.info(inertText(message));
    },
    info(message) {
      core.info(inertText(message));
    },
    warn(message) {
      annotate('warning', message);
    },
    error(message) {
      annotate('error', message);
    },
    progress(message) {
      close();
      core.startGroup(inertText(message));
      open = true;
    },
  };
}

/** What a Keras model may do besides computing, found in its architecture. */

/** Layers that run code, or load another model. */
const LAYERS: ReadonlySet<string> = new Set(['Lambda', 'TFSMLayer', 'TorchModuleWrapper', 'JaxLayer', 'FlaxLayer']);
/** Python's own functions and classes that Keras names in architectures. */
const OF_PYTHON = /^(builtins|numpy)$/;

/** @param config the architecture, as parsed from JSON */
export function codeInConfig(config: unknown): string[] {
  const found = new Set<string>();
  // Without recursion: it may be nested as deeply as it likes.
  const waiting: unknown[] = [config];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) for (const one of findingsIn(value as Record<string, unknown>)) found.add(one);
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) waiting.push(inner);
  }
  return [...found].toSorted();
}

function findingsIn({ class_name: type, module, registered_name: registered, vocabulary }: Record<string, unknown>) {
  const found: string[] = [];
  if (typeof type === 'string') {
    const special = LAYERS.has(type)
      ? `has a ${type} layer`
      : type === '__lambda__'
        ? 'has Python code of its own'
        : null;
    if (special !== null) found.push(special);
    if (typeof module === 'string' && !/^(keras|tensorflow|tf_keras)(\.|$)/.test(module)) {
      const isFunction = type === 'function' && OF_PYTHON.test(module);
      if (!OF_PYTHON.test(module) || isFunction) found.push(`imports ${module}.${type}`);
    }
    const own = module === null || (typeof registered === 'string' && /^(?!keras\w*>)[^>]*>/i.test(registered));
    if (typeof registered === 'string' && own) found.push(`uses ${registered} of code that is not in the file`);
  }
  // A list of words is an array; text names a file or an address.
  if (typeof vocabulary === 'string') found.push('reads its words from a file');
  return found;
}

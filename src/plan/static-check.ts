import type { RuntimeFacts } from '../adapters/define.js';
import { isOlder } from '../config/release.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Fault, Signature, ValueType } from '../types.js';

/** Why a runtime does not support the types in a model's signature, by its adapter's own table; null when it does. */
export function staticFault(signature: Signature, runtime: RuntimeFacts): Fault | null {
  const ports = [
    ...signature.inputs.map((port) => ['input', port] as const),
    ...signature.outputs.map((port) => ['output', port] as const),
  ];
  for (const [role, port] of ports) {
    const missing = missingKind(port.type, runtime);
    if (missing !== null)
      return {
        what: `${role} ${port.name} has type ${typeInWords(port.type)}`,
        why: `${runtime.title} does not ${role === 'input' ? 'accept' : 'return'} ${missing}`,
      };
  }
  return null;
}

function missingKind(type: ValueType, runtime: RuntimeFacts): string | null {
  if (!runtime.values.includes(type.kind)) return `${type.kind}s`;
  switch (type.kind) {
    case 'tensor':
      return runtime.dtypes.includes(type.dtype) ? null : type.dtype;
    case 'map':
      return runtime.dtypes.includes(type.key) ? missingKind(type.value, runtime) : type.key;
    case 'sequence':
    case 'optional':
      return missingKind(type.item, runtime);
  }
}

/** Why the release that a column asks for does not run; null when it may. */
export function releaseFault(runtime: RuntimeFacts, version: string | undefined): Fault | null {
  const { oldest } = runtime;
  if (version === undefined || oldest === undefined || !isOlder(version, oldest)) return null;
  return {
    what: `${runtime.title} ${version} is older than ${oldest}`,
    why: `${oldest} is the oldest release that the adapter ${runtime.id} works with`,
    next: `set \`version: "${oldest}"\` or a newer release`,
  };
}

export function platformFault(runtime: RuntimeFacts, platform: string): Fault | null {
  if (runtime.platforms.length === 0 || runtime.platforms.includes(platform)) return null;
  return {
    what: `${runtime.title} is not available for ${platform}`,
    why: `its packages exist only for ${runtime.platforms.join(', ')}`,
  };
}

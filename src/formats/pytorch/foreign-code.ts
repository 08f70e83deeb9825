/** What in an archive of PyTorch is not PyTorch's own arithmetic. */

/** Namespaces of the operators that PyTorch and its own libraries bring. */
const NAMESPACES: ReadonlySet<string> = new Set([
  '_c10d_functional',
  '_native',
  '_quantized',
  'aten',
  'higher_order',
  'mkl',
  'mkldnn',
  'mkldnn_prepacked',
  'onednn',
  'prim',
  'prims',
  'profiler',
  'quantized',
  'rngprims',
  'sparse',
  'static_runtime',
  'torchaudio',
  'torchvision',
  'xnnpack',
]);
/** Operators of PyTorch that have the name of a file among their arguments. */
const FILE_OPERATORS: ReadonlySet<string> = new Set(['from_file', 'save']);
const LIBRARY = /\.(so|dylib|dll|pyd)(\.\d+)*$/i;

/** What is found, where an entry of an archive is machine code. */
export function libraryFinding(entry: string): string[] {
  return LIBRARY.test(entry) ? [`holds a library (${entry})`] : [];
}

/** What is found, where an operator is a library's own or takes the name of a file. */
export function operatorFinding(namespace: string, name: string): string[] {
  if (!NAMESPACES.has(namespace)) return [`uses the operator ${namespace}.${name} of a library`];
  return namespace === 'aten' ? fileFinding(name) : [];
}

/** The same for a name that may be an operator of PyTorch. */
export function fileFinding(name: string): string[] {
  return FILE_OPERATORS.has(name) ? [`reads or writes files with torch.${name}`] : [];
}

/** What pickles of tensors import. PyTorch's own loader of weights allows the same names. */

const ORDINARY: readonly RegExp[] = [
  /^(collections|_collections)\.(OrderedDict|Counter)$/,
  /^torch\._utils\._rebuild_\w+$/,
  /^torch\._tensor\._rebuild_from_type_v2$/,
  /^torch\.(Tensor|Size|device|per_tensor_affine|per_channel_affine|strided|sparse_\w+)$/,
  /^torch\.(\w+Storage|storage\.\w*Storage)$/,
  /^torch\.(b?float\d*\w*|double|half|u?int\d*|long|short|bool|complex\d*|q?u?int\d+(x\d)?)$/,
  /^torch\.nn\.(parameter\.)?(Parameter|Buffer)$/,
  /^torch\.serialization\._get_layout$/,
  /^(numpy|numpy\._?core\.multiarray|numpy\._?core\.numeric)\.(ndarray|dtype|_reconstruct|scalar|_frombuffer)$/,
  /^_codecs\.encode$/,
  /^(builtins|__builtin__)\.(set|frozenset|bytearray|complex|slice|range)$/,
];

/** Whether an import, as in torch.FloatStorage, belongs to tensors and the containers that hold them. */
export function isOrdinaryImport(name: string): boolean {
  return ORDINARY.some((pattern) => pattern.test(name));
}

import { z } from 'zod';

/** A module of webpack's statistics; one that was made of several contains them. */
interface Module {
  readonly name?: string | undefined;
  readonly modules?: readonly Module[] | undefined;
}
const moduleSchema: z.ZodType<Module> = z.object({
  name: z.string().optional(),
  get modules() {
    return z.array(moduleSchema).optional();
  },
});
/** What a bundle was made of. */
export const statsSchema = z.object({ modules: z.array(moduleSchema) });

/** Up to the package that is nearest to the file: a package may contain others. */
const PACKAGE = /^\.\/(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
/** The bundler's own loaders become part of a module's name, but not of the bundle. */
const BUNDLER = /(?:^|\/)node_modules\/@vercel\/ncc$/;

/** The folders of the packages whose files are in a bundle, relative to the root and sorted. */
export function bundledPackages({ modules }: z.infer<typeof statsSchema>): string[] {
  const found = new Set<string>();
  const look = ({ name = '', modules: inner = [] }: Module) => {
    const folder = PACKAGE.exec(name)?.[1];
    if (folder !== undefined && !BUNDLER.test(folder)) found.add(folder);
    inner.forEach(look);
  };
  modules.forEach(look);
  return [...found].sort();
}

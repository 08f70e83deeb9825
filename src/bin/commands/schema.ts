import { resolve } from 'node:path';
import { Command } from 'commander';
import { publishedSchema } from '../published-schema.js';
import { withHost } from './with-host.js';

/** `portability schema`: the JSON schemas of the documents that the gate reads and writes. */
export function schemaCommand(assets: string): Command {
  return new Command('schema')
    .description('print the JSON schema of a document that the gate reads or writes')
    .argument('[document]', 'config, results or lock; without it they are listed')
    .addHelpText(
      'after',
      `
Examples:
  portability schema
  portability schema config > portability.schema.json
  portability schema results | jq .properties.cells`,
    )
    .action((document: string | undefined) =>
      withHost(assets, false, async (_, { print }) => {
        // Beside the folder that the program was compiled into, in the package as in the repository.
        print(await publishedSchema(resolve(assets, '..', 'schema'), document));
        return 0;
      }),
    );
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The suite of each port, by what an adapter's class implements. */
const SUITES: Readonly<Record<string, string>> = {
  EventStore: 'eventStoreContract',
  EventConsumer: 'eventConsumerContract',
  DocumentStore: 'documentStoreContract',
  ActorDirectory: 'actorDirectoryContract',
  Lease: 'leaseContract',
  RelayProgress: 'relayProgressContract',
};

const ENGINES = ['mongodb', 'kafka'];

/**
 * Adapters (`*.adapter.ts`) whose spec beside them does not run the contract suite of their port, with what is missing. An
 * adapter of a port that has no suite yet is one of them, too.
 */
export const adaptersWithoutSuite = (root: string): readonly string[] =>
  readdirSync(join(root, 'libs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/]+\/src\/.+\.adapter\.ts$/.test(file))
    .map((file) => `libs/${file}`)
    .toSorted()
    .flatMap((file) => {
      const ports = [
        ...readFileSync(join(root, file), 'utf8').matchAll(/^export class \w+(?: extends \w+)? implements (\w+)/gm),
      ];
      if (ports.length !== 1) return [`${file} exports ${ports.length} adapters; one class for one port is expected`];
      const [, port = ''] = ports[0]!;
      const suite = SUITES[port];
      if (suite === undefined) return [`${file} implements ${port}, for which no contract suite is named`];
      const name = file.replace(/\.adapter\.ts$/, '');
      // What needs an engine has it in the name, and runs by `npm run test:engines`.
      const spec = [...ENGINES.map((engine) => `${name}.${engine}.spec.ts`), `${name}.spec.ts`].find(
        (one, index) => index === ENGINES.length || existsSync(join(root, one)),
      )!;
      if (!existsSync(join(root, spec))) return [`${file} has no ${spec}`];
      const text = readFileSync(join(root, spec), 'utf8');
      const isImported = new RegExp(`import \\{[^}]*\\b${suite}\\b[^}]*\\} from`).test(text);
      const isRun = new RegExp(`^\\s+(?:describe\\(.*)?${suite}\\(\\{`, 'm').test(text);
      return isImported && isRun ? [] : [`${spec} does not run ${suite}`];
    });

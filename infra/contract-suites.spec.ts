import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@opsledger/testing';
import { adaptersWithoutSuite } from './contract-suites/adapters-without-suite.js';

it('Every adapter runs the contract suite of its port', () => {
  expect(adaptersWithoutSuite(join(__dirname, '..'))).toEqual([]);
});

describe('An adapter that escapes its suite is named', () => {
  const tree = temporaryFolder();
  afterAll(tree.remove);
  const folder = join(tree.path, 'libs/parcels/src/post');
  const plant = (name: string, text: string): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const adapter = (port: string): void => plant('post.adapter.ts', `export class Post implements ${port} {}\n`);
  const file = 'libs/parcels/src/post/post.adapter.ts';
  const spec = 'libs/parcels/src/post/post.spec.ts';
  const imported = "import { documentStoreContract, thing } from '../testing/document-store.contract.js';\n";

  it('without a spec', () => {
    adapter('DocumentStore');
    expect(adaptersWithoutSuite(tree.path)).toEqual([`${file} has no ${spec}`]);
  });

  it.each([
    ['that tests something else', "it('is there', () => expect(1).toBe(1));\n"],
    ['that only imports the suite', imported],
    [
      'that runs it no more',
      `${imported}// describe('Post', () => {\n//   documentStoreContract({ create });\n// });\n`,
    ],
    [
      'that runs the suite of another port',
      "import { eventStoreContract } from 'x';\n  eventStoreContract({ create });\n",
    ],
  ])('with a spec %s', (_, text) => {
    adapter('DocumentStore');
    plant('post.spec.ts', text);
    expect(adaptersWithoutSuite(tree.path)).toEqual([`${spec} does not run documentStoreContract`]);
  });

  it('of a port without a suite', () => {
    adapter('Pigeon');
    expect(adaptersWithoutSuite(tree.path)).toEqual([
      `${file} implements Pigeon, for which no contract suite is named`,
    ]);
  });

  const running = `${imported}describe('Post', () => {\n  documentStoreContract({ create });\n});\n`;

  it('and not when it runs it', () => {
    adapter('DocumentStore');
    plant('post.spec.ts', running);
    expect(adaptersWithoutSuite(tree.path)).toEqual([]);
  });

  describe('on an engine', () => {
    beforeEach(() => {
      rmSync(folder, { recursive: true, force: true });
      adapter('DocumentStore');
    });

    it.each(['mongodb', 'kafka'])('and not when it runs it on %s', (engine) => {
      plant(`post.${engine}.spec.ts`, running);
      expect(adaptersWithoutSuite(tree.path)).toEqual([]);
    });

    it('with a spec that runs something else', () => {
      plant('post.mongodb.spec.ts', imported);
      expect(adaptersWithoutSuite(tree.path)).toEqual([
        `${spec.replace('.spec.ts', '.mongodb.spec.ts')} does not run documentStoreContract`,
      ]);
    });

    it('with a spec for an engine that nobody starts', () => {
      plant('post.pigeon.spec.ts', running);
      expect(adaptersWithoutSuite(tree.path)).toEqual([`${file} has no ${spec}`]);
    });
  });
});

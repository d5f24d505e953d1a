import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RelayTopics } from '@opsledger/messaging/kafka';

const root = join(__dirname, '..');
const { topics } = JSON.parse(readFileSync(join(root, 'infra/kafka/topics.json'), 'utf8')) as {
  topics: readonly RelayTopics[];
};

it('Every service that has events has its topics declared, internal and public', () => {
  const owners = readdirSync(join(root, 'libs/contracts/src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
  expect(topics.map(({ source, internal, open }) => [source, internal.name, open?.name]).toSorted()).toEqual(
    owners.map((name) => [`/opsledger/${name}`, `opsledger.${name}`, `opsledger.public.${name}`]),
  );
});

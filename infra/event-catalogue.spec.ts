import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@opsledger/contracts';
import { eventCatalogue } from './event-catalogue/event-catalogue.js';

const written = readFileSync(join(__dirname, '../docs/events.md'), 'utf8');

it('docs/events.md is what `npm run docs:events` writes', () => {
  expect(written).toBe(eventCatalogue(services));
});

it.each(services.flatMap(({ events }) => events))(
  'docs/events.md tells of $type',
  ({ type, summary, data, samples }) => {
    const section = written.slice(written.indexOf(`### ${type}\n`)).split('\n### ')[0]!;
    expect(section).toContain(summary);
    expect(section).toContain(JSON.stringify(samples[0], null, 2));
    for (const member of Object.keys(data['properties'] as object)) expect(section).toContain(`\n| \`${member}\` | `);
  },
);

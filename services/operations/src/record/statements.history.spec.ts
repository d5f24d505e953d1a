import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainEvent, fold, type DomainEvent, type RecordedEvent } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project } from '@opsledger/projections';
import { assessmentDecider } from '../assessment/assessment.decider.js';
import { assessmentsProjection, statedFiguresProjection } from '../read-models/statements/statement.projection.js';
import { statedFigureDecider } from '../stated-figure/stated-figure.decider.js';

const schemas = new EventSchemas();
const read = (path: string): RecordedEvent[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedEvent);

describe.each([
  {
    folder: 'stated-figure',
    version: statedFiguresProjection.version,
    folded: (history: readonly RecordedEvent[]) => ({
      state: fold(statedFigureDecider, eventsOf(history)),
      document: project(statedFiguresProjection, history),
    }),
  },
  {
    folder: 'assessment',
    version: assessmentsProjection.version,
    folded: (history: readonly RecordedEvent[]) => ({
      state: fold(assessmentDecider, eventsOf(history)),
      document: project(assessmentsProjection, history),
    }),
  },
])('A $folder stream that was recorded once', ({ folder, version, folded }) => {
  const golden = join(__dirname, '..', folder, 'golden');
  const files = readdirSync(golden);

  it.each(files.filter((name) => name.endsWith('.ndjson')))('still folds to what it led to: %s', (name) => {
    const history = read(join(golden, name));
    for (const event of history) schemas.assertValid(event);
    const expected = name.replace('ndjson', `v${version}.expected.json`);
    const now = folded(history);
    if (!files.includes(expected))
      throw new Error(`If this is what it must fold to, put it into ${expected}: ${JSON.stringify(now)}`);
    const { state, document } = JSON.parse(readFileSync(join(golden, expected), 'utf8')) as typeof now;
    expect(now.state).toMatchObject(state);
    expect(now.document).toEqual(document);
  });
});

const eventsOf = <E extends DomainEvent>(history: readonly RecordedEvent[]) => history.map(domainEvent) as readonly E[];

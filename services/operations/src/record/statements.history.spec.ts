import { join } from 'node:path';
import { domainEvent, fold, type DomainEvent, type RecordedEvent } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project } from '@opsledger/projections';
import { recordedHistories } from '@opsledger/testing';
import { assessmentDecider } from '../assessment/assessment.decider.js';
import { assessmentsProjection, statedFiguresProjection } from '../read-models/statements/statement.projection.js';
import { statedFigureDecider } from '../stated-figure/stated-figure.decider.js';

const schemas = new EventSchemas();
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
  it.each(recordedHistories(join(__dirname, '..', folder, 'golden'), version))(
    'still folds to what it led to: $name',
    ({ events, expected }) => {
      for (const event of events) schemas.assertValid(event);
      const now = folded(events);
      const { state, document } = expected(now);
      expect(now.state).toMatchObject(state);
      expect(now.document).toEqual(document);
    },
  );
});

const eventsOf = <E extends DomainEvent>(history: readonly RecordedEvent[]) => history.map(domainEvent) as readonly E[];

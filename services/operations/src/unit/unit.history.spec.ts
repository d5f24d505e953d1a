import { join } from 'node:path';
import { domainEvent, fold } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project } from '@opsledger/projections';
import { recordedHistories } from '@opsledger/testing';
import { unitsProjection } from '../read-models/units/units.projection.js';
import { unitDecider, type UnitEvent } from './unit.decider.js';

const schemas = new EventSchemas();

it.each(recordedHistories(join(__dirname, 'golden'), unitsProjection.version))(
  'A unit that was recorded once still folds to the state and to the document that it led to: $name',
  ({ events, expected }) => {
    for (const event of events) schemas.assertValid(event);
    const folded = {
      state: fold(unitDecider, events.map(domainEvent) as readonly UnitEvent[]),
      document: project(unitsProjection, events),
    };
    const { state, document } = expected(folded);
    expect(folded.state).toMatchObject(state);
    expect(folded.document).toEqual(document);
  },
);

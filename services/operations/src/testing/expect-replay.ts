import { domainEvent, fold, type Command, type Decider, type DomainEvent } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project, type Projection, type ReadModelDocument } from '@opsledger/projections';
import type { RecordedHistory } from '@opsledger/testing';

const schemas = new EventSchemas();

/** Tests that what was recorded once still folds to the state and to the document that it led to. */
export const expectReplay =
  <State extends object, C extends Command, E extends DomainEvent, Document extends ReadModelDocument>(
    decider: Decider<State, C, E>,
    projection: Projection<Document>,
  ) =>
  ({ events, expected }: RecordedHistory): void => {
    for (const event of events) schemas.assertValid(event);
    const folded = {
      state: fold(decider, events.map(domainEvent) as unknown as readonly E[]),
      document: project(projection, events),
    };
    const { state, document } = expected(folded);
    // A new rule may need to know more of the past; what was known of it stays.
    expect(folded.state).toMatchObject(state);
    expect(folded.document).toEqual(document);
  };

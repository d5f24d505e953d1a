import { join } from 'node:path';
import {
  OPERATION_PLANNED,
  OPERATION_PROPOSED,
  OPERATION_REPORTED,
  operationContracts,
  type OperationReported,
} from '@opsledger/contracts';
import { domainEvent, fold, type RecordedEvent } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project } from '@opsledger/projections';
import { recordedHistories } from '@opsledger/testing';
import { operationsProjection } from '../read-models/operations/operations.projection.js';
import { operationDecider } from './operation.decider.js';
import type { OperationEvent } from './operation.state.js';

const schemas = new EventSchemas();
const foldedFrom = (history: readonly RecordedEvent[]) => ({
  state: fold(operationDecider, history.map(domainEvent) as readonly OperationEvent[]),
  document: project(operationsProjection, history),
});

describe('A stream that was recorded once', () => {
  it.each(recordedHistories(join(__dirname, 'golden'), operationsProjection.version))(
    'still folds to the state and to the document that it led to: $name',
    ({ events, expected }) => {
      for (const event of events) schemas.assertValid(event);
      const folded = foldedFrom(events);
      const { state, document } = expected(folded);
      // A new rule may need to know more of the past; what was known of it stays.
      expect(folded.state).toMatchObject(state);
      expect(folded.document).toEqual(document);
    },
  );
});

describe('A sample of an event', () => {
  const samples = operationContracts.flatMap((contract) => contract.samples as readonly RecordedEvent[]);
  const proposal = samples.find(({ type }) => type === OPERATION_PROPOSED)!;

  it.each(samples.map((sample) => [sample.type, sample.id, sample]))(
    '%s, %s, still is part of a history',
    (_, id, sample) => {
      const history = sample.streamversion === '1' ? [sample] : [proposal, sample];
      const { state, document } = foldedFrom(history);
      expect(document).toMatchObject({ state: (state as { status: string }).status });
      const named = state as unknown as { name: string; aliases: readonly string[] };
      expect([document!.name, document!.aliases]).toEqual([named.name, named.aliases]);
      const says = [OPERATION_PROPOSED, OPERATION_PLANNED, OPERATION_REPORTED].some((type) => type === sample.type);
      const { name: told, aliases } = says ? (sample.data as OperationReported['data']) : named;
      expect([named.name, ...named.aliases]).toEqual(expect.arrayContaining([told, ...aliases]));
      expect(document).toMatchObject({ version: Number(sample.streamversion) });
    },
  );
});

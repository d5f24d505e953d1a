import {
  BASE_DISPOSITION_AMENDED,
  BASE_DISPOSITION_RECORDED,
  type BaseDisposition,
  type BaseDispositionAmended,
  type BaseDispositionRecorded,
} from '@opsledger/contracts';
import { assertNever, refuseFutureOccurrence, RuleViolation, type Claim, type Decider } from '@opsledger/kernel';
import { happened, newReference, present } from '../record/record-facts.decider.js';
import type { BaseDispositionCommand } from './base-disposition.commands.js';

export type BaseDispositionEvent = BaseDispositionRecorded | BaseDispositionAmended;
export type BaseDispositionViolationCode =
  | 'BASE_DISPOSITION_IS_ALREADY_RECORDED'
  | 'BASE_DISPOSITION_IS_NOT_RECORDED'
  | 'BASE_DISPOSITION_SAYS_NOTHING'
  | 'BASE_OF_DISPOSITION_IS_NOT_RECORDED';

/** Where exactly a base lies and how many are there: a record beside that of the base, with a mark of its own (ADR 12). */
export type Disposition =
  Readonly<{ isRecorded: false }> | Readonly<{ isRecorded: true; reference: string; baseId: string }>;

const evolve = (state: Disposition, event: BaseDispositionEvent): Disposition => {
  switch (event.type) {
    case BASE_DISPOSITION_RECORDED:
      return { isRecorded: true, reference: event.data.reference, baseId: event.data.baseId };
    case BASE_DISPOSITION_AMENDED:
      return state;
    default:
      return assertNever(event);
  }
};

const decide = (command: BaseDispositionCommand, state: Disposition): readonly BaseDispositionEvent[] => {
  const { data, metadata } = command;
  const { strength, position } = data;
  const said: BaseDisposition = present({ strength, position });
  const surroundings = happened(metadata, 'STRICTLY_CONFIDENTIAL');
  const stated = { dispositionId: metadata.id, ...present({ source: metadata.source }), ...said };
  refuseFutureOccurrence(metadata);
  if (Object.keys(said).length === 0) throw refuse('BASE_DISPOSITION_SAYS_NOTHING', 'broken-rule');
  switch (command.name) {
    case 'record-base-disposition': {
      if (state.isRecorded) throw refuse('BASE_DISPOSITION_IS_ALREADY_RECORDED', 'wrong-state');
      const { baseId, isBaseKnown = false } = command.data;
      if (!isBaseKnown) throw new RuleViolation('BASE_OF_DISPOSITION_IS_NOT_RECORDED', 'U5', 'broken-rule', { baseId });
      const record = { ...stated, reference: newReference(metadata), baseId };
      return [{ type: BASE_DISPOSITION_RECORDED, ...surroundings, data: record }];
    }
    case 'amend-base-disposition': {
      if (!state.isRecorded) throw refuse('BASE_DISPOSITION_IS_NOT_RECORDED', 'wrong-state');
      return [{ type: BASE_DISPOSITION_AMENDED, ...surroundings, data: stated }];
    }
    default:
      return assertNever(command);
  }
};

const refuse = (code: BaseDispositionViolationCode, kind: RuleViolation['kind']) =>
  new RuleViolation(code, 'BASE-DISPOSITION', kind);

export const dispositionReferenceClaim = (reference: string): Claim => ({
  kind: 'base-disposition-reference/1',
  value: reference.toLowerCase(),
});

export const baseDispositionDecider: Decider<Disposition, BaseDispositionCommand, BaseDispositionEvent> = {
  ...{ initialState: { isRecorded: false }, decide, evolve },
  holds: (state) =>
    state.isRecorded
      ? [dispositionReferenceClaim(state.reference), { kind: 'base-disposition/1', value: state.baseId }]
      : [],
};

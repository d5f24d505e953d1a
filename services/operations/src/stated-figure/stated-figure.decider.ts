import {
  STATED_FIGURE_CORRECTED,
  STATED_FIGURE_RECORDED,
  type StatedCount,
  type StatedFigureCorrected,
  type StatedFigureRecorded,
} from '@opsledger/contracts';
import { assertNever, normaliseName, RuleViolation, type Claim, type Command, type Decider } from '@opsledger/kernel';
import {
  correcting,
  happened,
  newReference,
  present,
  refuseFutureDates,
  type CorrectionData,
} from '../record/record-facts.decider.js';
import { framed } from '../record/statement-facts.decider.js';

export type StatedFigureEvent = StatedFigureRecorded | StatedFigureCorrected;
/** `notStated` is said, never concluded: a number that was forgotten is not one that the source left open. */
export type StatedFigureCommand =
  | Command<'record-stated-figure', Omit<StatedCount, 'notStated'> & Readonly<{ notStated?: boolean }>>
  | Command<'correct-stated-figure', CorrectionData<Partial<StatedCount>>>;
export type StatedFigureViolationCode =
  | 'STATED_FIGURE_IS_RECORDED_ALREADY'
  | 'STATED_FIGURE_RECORD_IS_MISSING'
  | 'STATED_FIGURE_NEEDS_A_SOURCE'
  | 'STATED_FIGURE_HAS_A_NUMBER_OR_IS_NOT_STATED'
  | 'STATED_FIGURE_OF_OTHER_THINGS_NEEDS_A_SCOPE';

/** What the rules need to know of a count that a source stated. */
export type StatedFigure =
  | Readonly<{ isRecorded: false }>
  | Readonly<{
      isRecorded: true;
      reference: string;
      said: StatedCount;
      sourceRef: string;
      version: number;
      corrections: readonly number[];
    }>;

/** What a correction turned into a count that is not stated has its number in the history alone. */
export const counted = <Count extends Pick<StatedCount, 'notStated' | 'quantity'>>({ quantity, ...count }: Count) => ({
  ...count,
  ...(!count.notStated && quantity && { quantity }),
});

const evolve = (state: StatedFigure, event: StatedFigureEvent): StatedFigure => {
  switch (event.type) {
    case STATED_FIGURE_RECORDED: {
      const { statedFigureId: _, reference, source, ...said } = event.data;
      return { isRecorded: true, reference, said: counted(said), sourceRef: source.ref, version: 1, corrections: [] };
    }
    case STATED_FIGURE_CORRECTED: {
      if (!state.isRecorded) return state;
      const version = state.version + 1;
      return { ...state, version, corrections: [...state.corrections, version] };
    }
    default:
      return assertNever(event);
  }
};

const refuse = (code: StatedFigureViolationCode, rule: string, kind: RuleViolation['kind'] = 'broken-rule') =>
  new RuleViolation(code, rule, kind);

/** `FIG-NUMBER`: a count is stated or it is not; `FIG-SCOPE`: what is none of the listed things is said in words. */
const refuseIncoherent = ({ notStated, quantity, indicator, scope }: Partial<StatedCount>): void => {
  if ((notStated === true) !== (quantity === undefined))
    throw refuse('STATED_FIGURE_HAS_A_NUMBER_OR_IS_NOT_STATED', 'FIG-NUMBER');
  if (indicator === 'other' && scope === undefined)
    throw refuse('STATED_FIGURE_OF_OTHER_THINGS_NEEDS_A_SCOPE', 'FIG-SCOPE');
};

const decide = (command: StatedFigureCommand, state: StatedFigure): readonly StatedFigureEvent[] => {
  const { metadata } = command;
  const { id: statedFigureId, source } = metadata;
  switch (command.name) {
    case 'record-stated-figure': {
      const { data } = command;
      if (state.isRecorded) throw refuse('STATED_FIGURE_IS_RECORDED_ALREADY', 'FIG-ONCE', 'wrong-state');
      if (!source) throw refuse('STATED_FIGURE_NEEDS_A_SOURCE', 'FIG-SOURCE');
      refuseIncoherent(data);
      refuseFutureDates(metadata, [data.period]);
      const { indicator, notStated = false, quantity, additional } = data;
      const count = { indicator, notStated, ...present({ quantity, additional }), ...framed(data) };
      const reference = newReference(metadata);
      return [
        {
          type: STATED_FIGURE_RECORDED,
          ...happened(metadata, 'CONFIDENTIAL'),
          data: { statedFigureId, reference, ...count, source },
        },
      ];
    }
    case 'correct-stated-figure': {
      if (!state.isRecorded) throw refuse('STATED_FIGURE_RECORD_IS_MISSING', 'FIG-ONCE', 'wrong-state');
      const correction = correcting(command.data, state);
      const { members = {} } = command.data;
      const corrected = { ...state.said, ...members };
      refuseIncoherent(members.quantity ? corrected : counted(corrected));
      refuseFutureDates(metadata, [corrected.period]);
      return [
        {
          type: STATED_FIGURE_CORRECTED,
          ...happened(metadata, 'CONFIDENTIAL'),
          data: { statedFigureId, ...correction, ...(source && { source }) },
        },
      ];
    }
    default:
      return assertNever(command);
  }
};

export const statedFigureReferenceClaim = (reference: string): Claim => ({
  kind: 'stated-figure-reference/1',
  value: reference.toLowerCase(),
});

/** `FIG-ONCE`: the same words of the same source for the same time are one count, under whatever key they are brought in. */
const statementClaim = ({ said, sourceRef }: Extract<StatedFigure, { isRecorded: true }>): Claim => ({
  kind: 'stated-figure/1',
  value: JSON.stringify([said.indicator, said.period.edtf, normaliseName(said.asStated), normaliseName(sourceRef)]),
});

export const statedFigureDecider: Decider<StatedFigure, StatedFigureCommand, StatedFigureEvent> = {
  initialState: { isRecorded: false },
  decide,
  evolve,
  holds: (state) => (state.isRecorded ? [statedFigureReferenceClaim(state.reference), statementClaim(state)] : []),
};

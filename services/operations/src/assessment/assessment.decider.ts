import {
  ASSESSMENT_CORRECTED,
  ASSESSMENT_RECORDED,
  type Assessment as Assessed,
  type AssessmentCorrected,
  type AssessmentRecorded,
} from '@opsledger/contracts';
import { assertNever, normaliseName, RuleViolation, type Claim, type Command, type Decider } from '@opsledger/kernel';
import {
  correcting,
  dated,
  happened,
  newReference,
  present,
  refuseFutureDates,
  type CorrectionData,
} from '../record/record-facts.decider.js';
import { framed } from '../record/statement-facts.decider.js';

export type AssessmentEvent = AssessmentRecorded | AssessmentCorrected;
export type AssessmentCommand =
  Command<'record-assessment', Assessed> | Command<'correct-assessment', CorrectionData<Partial<Assessed>>>;
export type AssessmentViolationCode =
  | 'ASSESSMENT_IS_RECORDED_ALREADY'
  | 'ASSESSMENT_RECORD_IS_MISSING'
  | 'ASSESSMENT_NEEDS_A_SOURCE'
  | 'ASSESSMENT_OF_OTHER_THINGS_NEEDS_A_SCOPE'
  | 'ASSESSED_DIRECTION_CONTRADICTS_ITS_FIGURE';

/** What the rules need to know of an assessment. */
export type Assessment =
  | Readonly<{ isRecorded: false }>
  | Readonly<{
      isRecorded: true;
      reference: string;
      said: Assessed;
      sourceRef: string;
      version: number;
      corrections: readonly number[];
    }>;

const evolve = (state: Assessment, event: AssessmentEvent): Assessment => {
  switch (event.type) {
    case ASSESSMENT_RECORDED: {
      const { assessmentId: _, reference, source, ...said } = event.data;
      return { isRecorded: true, reference, said, sourceRef: source.ref, version: 1, corrections: [] };
    }
    case ASSESSMENT_CORRECTED: {
      if (!state.isRecorded) return state;
      const version = state.version + 1;
      return { ...state, version, corrections: [...state.corrections, version] };
    }
    default:
      return assertNever(event);
  }
};

const refuse = (code: AssessmentViolationCode, rule: string, kind: RuleViolation['kind'] = 'broken-rule') =>
  new RuleViolation(code, rule, kind);

/** `FIG-SCOPE`: what is none of the listed things is said in words. `FIG-DIRECTION`: twice as much is not less. */
const refuseIncoherent = ({ indicator, scope, direction, percentOfBaseline }: Partial<Assessed>): void => {
  if (indicator === 'other' && scope === undefined)
    throw refuse('ASSESSMENT_OF_OTHER_THINGS_NEEDS_A_SCOPE', 'FIG-SCOPE');
  if (percentOfBaseline === undefined || direction === 'unknown') return;
  const { value, qualifier } = percentOfBaseline;
  const isUp = value > 100 && qualifier !== 'at_most';
  const isDown = value < 100 && qualifier !== 'at_least' && qualifier !== 'over';
  if ((isUp && direction !== 'up') || (isDown && direction !== 'down'))
    throw refuse('ASSESSED_DIRECTION_CONTRADICTS_ITS_FIGURE', 'FIG-DIRECTION');
};

const decide = (command: AssessmentCommand, state: Assessment): readonly AssessmentEvent[] => {
  const { metadata } = command;
  const { id: assessmentId, source } = metadata;
  switch (command.name) {
    case 'record-assessment': {
      const { data } = command;
      if (state.isRecorded) throw refuse('ASSESSMENT_IS_RECORDED_ALREADY', 'FIG-ONCE', 'wrong-state');
      if (!source) throw refuse('ASSESSMENT_NEEDS_A_SOURCE', 'FIG-SOURCE');
      refuseIncoherent(data);
      refuseFutureDates(metadata, [data.period, data.baselinePeriod]);
      const { indicator, direction, basis, percentOfBaseline, baseline, baselinePeriod } = data;
      const assessed = {
        ...{ indicator, direction, basis, ...framed(data) },
        ...present({ percentOfBaseline, baseline, baselinePeriod: baselinePeriod && dated(baselinePeriod) }),
      };
      const reference = newReference(metadata);
      return [
        {
          type: ASSESSMENT_RECORDED,
          ...happened(metadata, 'CONFIDENTIAL'),
          data: { assessmentId, reference, ...assessed, source },
        },
      ];
    }
    case 'correct-assessment': {
      if (!state.isRecorded) throw refuse('ASSESSMENT_RECORD_IS_MISSING', 'FIG-ONCE', 'wrong-state');
      const correction = correcting(command.data, state);
      const corrected = { ...state.said, ...command.data.members };
      refuseIncoherent(corrected);
      refuseFutureDates(metadata, [corrected.period, corrected.baselinePeriod]);
      return [
        {
          type: ASSESSMENT_CORRECTED,
          ...happened(metadata, 'CONFIDENTIAL'),
          data: { assessmentId, ...correction, ...(source && { source }) },
        },
      ];
    }
    default:
      return assertNever(command);
  }
};

export const assessmentReferenceClaim = (reference: string): Claim => ({
  kind: 'assessment-reference/1',
  value: reference.toLowerCase(),
});

/** `FIG-ONCE`: the same words of the same source for the same time say a thing once of each indicator. */
const statementClaim = ({ said, sourceRef }: Extract<Assessment, { isRecorded: true }>): Claim => ({
  kind: 'assessment/1',
  value: JSON.stringify([said.indicator, said.period.edtf, normaliseName(said.asStated), normaliseName(sourceRef)]),
});

export const assessmentDecider: Decider<Assessment, AssessmentCommand, AssessmentEvent> = {
  initialState: { isRecorded: false },
  decide,
  evolve,
  holds: (state) => (state.isRecorded ? [assessmentReferenceClaim(state.reference), statementClaim(state)] : []),
};

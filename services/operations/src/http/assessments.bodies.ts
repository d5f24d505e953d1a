import {
  ASSESSED_DIRECTIONS,
  ASSESSED_INDICATORS,
  ASSESSMENT_BASES,
  type AssessedDirection,
  type AssessedIndicator,
  type Assessment,
  type AssessmentBasis,
} from '@opsledger/contracts';
import {
  FuzzyDateBody,
  ObjectField,
  OneOfField,
  QuantityBody,
  SomeOfField,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { listFields, DatedRecordsQuery } from './record-queries.bodies.js';
import { CorrectedStatementBody, correctedMembers, CorrectStatementBody, StatementBody } from './statements.bodies.js';

const indicator = { description: 'What is assessed.', values: ASSESSED_INDICATORS };
const direction = {
  description: 'Which way it went; `unknown` where the source leaves it open.',
  values: ASSESSED_DIRECTIONS,
};
const basis = { description: 'Whether numbers or a judgement stand behind it.', values: ASSESSMENT_BASES };
const percentOfBaseline = {
  description: 'How much of the baseline it is, in per cent: 200 for "doubled".',
  rule: 'FIG-DIRECTION',
  optional: true,
};
const baseline = { description: 'How much it was before, if the source says so.', optional: true };
const baselinePeriod = { description: 'For when the baseline is stated.', optional: true };

export class RecordAssessmentBody extends StatementBody implements Assessment {
  @OneOfField({ ...indicator, example: 'patrol_tempo' }) indicator!: AssessedIndicator;
  @OneOfField({ ...direction, example: 'up' }) direction!: AssessedDirection;
  @OneOfField({ ...basis, example: 'figure' }) basis!: AssessmentBasis;
  @ObjectField(() => QuantityBody, { ...percentOfBaseline, example: { value: 200, qualifier: 'exact' } })
  percentOfBaseline?: QuantityBody;
  @ObjectField(() => QuantityBody, baseline) baseline?: QuantityBody;
  @ObjectField(() => FuzzyDateBody, baselinePeriod) baselinePeriod?: FuzzyDateBody;
}

export class CorrectedAssessmentBody extends CorrectedStatementBody implements Partial<Assessment> {
  @OneOfField({ ...indicator, optional: true }) indicator?: AssessedIndicator;
  @OneOfField({ ...direction, optional: true }) direction?: AssessedDirection;
  @OneOfField({ ...basis, optional: true }) basis?: AssessmentBasis;
  @ObjectField(() => QuantityBody, percentOfBaseline) percentOfBaseline?: QuantityBody;
  @ObjectField(() => QuantityBody, baseline) baseline?: QuantityBody;
  @ObjectField(() => FuzzyDateBody, baselinePeriod) baselinePeriod?: FuzzyDateBody;
}

export class CorrectAssessmentBody extends CorrectStatementBody {
  @ObjectField(() => CorrectedAssessmentBody, { ...correctedMembers, example: { scope: 'day and night patrols' } })
  members?: CorrectedAssessmentBody;
}

export class AssessmentsQuery extends DatedRecordsQuery {
  @SomeOfField({
    description: 'Only of these things, separated by commas.',
    values: ASSESSED_INDICATORS,
    optional: true,
  })
  indicator?: string;
  @OneOfField(listFields.sort(['indicator', 'knownAt'])) sort?: string;
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}

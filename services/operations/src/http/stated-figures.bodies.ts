import { COUNTED_INDICATORS, type CountedIndicator, type StatedCount } from '@opsledger/contracts';
import {
  BooleanField,
  ObjectField,
  OneOfField,
  QuantityBody,
  SomeOfField,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { listFields, DatedRecordsQuery } from './record-queries.bodies.js';
import { CorrectedStatementBody, correctedMembers, CorrectStatementBody, StatementBody } from './statements.bodies.js';

const indicator = { description: 'What is counted.', values: COUNTED_INDICATORS };
const quantity = { description: 'How many, as the source says.', rule: 'FIG-NUMBER', optional: true };
const notStated = { description: 'The source speaks of some and gives no number.', rule: 'FIG-NUMBER', optional: true };
const additional = {
  description: 'So many came in addition to those that were there before.',
  optional: true,
};

export class RecordStatedFigureBody extends StatementBody {
  @OneOfField({ ...indicator, example: 'escorts' }) indicator!: CountedIndicator;
  @ObjectField(() => QuantityBody, { ...quantity, example: { value: 21, qualifier: 'exact' } }) quantity?: QuantityBody;
  @BooleanField(notStated) notStated?: boolean;
  @BooleanField(additional) additional?: boolean;
}

export class CorrectedStatedFigureBody extends CorrectedStatementBody implements Partial<StatedCount> {
  @OneOfField({ ...indicator, optional: true }) indicator?: CountedIndicator;
  @ObjectField(() => QuantityBody, quantity) quantity?: QuantityBody;
  @BooleanField(notStated) notStated?: boolean;
  @BooleanField(additional) additional?: boolean;
}

export class CorrectStatedFigureBody extends CorrectStatementBody {
  @ObjectField(() => CorrectedStatedFigureBody, { ...correctedMembers, example: { scope: 'humanitarian escorts' } })
  members?: CorrectedStatedFigureBody;
}

export class StatedFiguresQuery extends DatedRecordsQuery {
  @SomeOfField({
    description: 'Only of these things, separated by commas.',
    values: COUNTED_INDICATORS,
    optional: true,
  })
  indicator?: string;
  @OneOfField(listFields.sort(['indicator', 'knownAt'])) sort?: string;
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}

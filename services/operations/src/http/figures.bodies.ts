import { NameField, OneOfField, PatternField, RecordQuery, TextField, WholeNumberField } from '@opsledger/platform';
import { listFields } from './record-queries.bodies.js';

const day = { pattern: /^\d{4}-\d{2}-\d{2}$/, code: 'NOT_A_DAY' as const };

/** Of what, when and where figures are asked, and as of when. */
export class FiguresQuery extends RecordQuery {
  @PatternField({ ...day, description: 'First day, in UTC.', example: '2022-01-01' }) from!: string;
  @PatternField({
    ...day,
    description: 'Last day, included; at most three years from the first.',
    example: '2022-06-30',
  })
  to!: string;
  @OneOfField({
    ...{ description: 'For the whole period, or for each week (from Monday) or month of it.', optional: true },
    values: ['period', 'week', 'month'],
  })
  every?: 'period' | 'week' | 'month';
  @NameField({ description: 'Only of this sector, as it is written.', max: 100, optional: true }) sector?: string;
  @NameField({
    ...{ description: 'Only in this place or what lies in it: an id of the gazetteer, or any spelling.', max: 200 },
    ...{ optional: true, example: 'Mopti Region' },
  })
  place?: string;
  @OneOfField({
    ...{
      description: '`only`: figures of exercises. Exercises and the real are never counted together.',
      optional: true,
    },
    ...{ values: ['only'], rule: 'EXERCISE' },
  })
  exercise?: 'only';
}

export class FigureQuery extends FiguresQuery {
  @OneOfField({ description: 'In this form.', values: ['json', 'csv'], optional: true }) format?: 'json' | 'csv';
}

/** Asks which records a number is made of. */
export class FigureRecordsQuery extends FiguresQuery {
  @TextField({ description: 'Of this bucket, by a name that the figure has.', max: 200, example: 'completed' })
  bucket!: string;
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}

import { EdtfField, NameField, PastRecordsQuery, PatternField, WholeNumberField } from '@opsledger/platform';

const point = 'A point as `lat,lon` in degrees, or as an MGRS reference';

/** Where the records are that a list is of. */
export class LocatedRecordsQuery extends PastRecordsQuery {
  @NameField({
    ...{
      description:
        'Only in these places or what lies in them: ids of the gazetteer, or any spellings, separated by commas.',
    },
    ...{ max: 400, optional: true, example: 'Mopti Region' },
  })
  place?: string;
  @NameField({
    ...{ description: `${point}: only with an area that is within \`radiusM\` of it.`, max: 60, optional: true },
  })
  near?: string;
  @WholeNumberField({
    ...{
      description: 'How far from `near`, in metres; 10 km unless it is said.',
      min: 1,
      max: 2_000_000,
      optional: true,
    },
  })
  radiusM?: number;
  @PatternField({
    ...{ description: 'Only with an area in this box: west, south, east, north.', code: 'NOT_A_BOX', optional: true },
    ...{ pattern: /^-?\d{1,3}(\.\d+)?(,-?\d{1,3}(\.\d+)?){3}$/, example: '-5.5,13.0,-2.5,15.5' },
  })
  bbox?: string;
}

/** And when. */
export class DatedRecordsQuery extends LocatedRecordsQuery {
  @EdtfField({
    description:
      'Only what may have been going on at this time, in EDTF. What is under way may be, until its end is told.',
    optional: true,
    example: '2022-03',
  })
  during?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What records are linked to, as bodies and queries name it. */
export const linkFields = {
  operationId: {
    ...{
      description: 'Id of the operation that it belongs to.',
      pattern: UUID,
      code: 'NOT_AN_ID' as const,
      rule: 'U5',
    },
    optional: true,
  },
  unitId: {
    ...{
      description: 'Id of the unit that holds it.',
      pattern: UUID,
      code: 'NOT_AN_ID' as const,
      rule: 'U5',
      optional: true,
    },
  },
} as const;

/** How a list is ordered, shown and read on; `sort` takes what the list says. */
export const listFields = {
  sort: (members: readonly string[]) => ({
    ...{ description: 'In this order; `-` from the last. By id unless it is said.', optional: true },
    values: members.flatMap((member) => [member, `-${member}`]),
  }),
  format: { description: 'In this form.', values: ['json', 'csv', 'geojson'], optional: true } as const,
  limit: { description: 'How many at most.', min: 1, max: 500, optional: true, example: 50 },
  cursor: { description: 'Where the page before ended.', max: 2_000, optional: true },
};

type Asked = PastRecordsQuery & Readonly<{ limit?: number; cursor?: string; sort?: string }>;

/** What a query says besides which records it is of. */
export const viewOf = ({ asOf, validAt, position, exercise }: PastRecordsQuery) => ({
  ...(asOf !== undefined && { asOf }),
  ...(validAt !== undefined && { validAt }),
  ...(position !== undefined && { position }),
  ...(exercise !== undefined && { exercise }),
});

/** The page of a list that a query asks for. */
export const pageOf = ({ limit, cursor, sort, ...query }: Asked) => ({
  ...viewOf(query),
  ...(limit !== undefined && { limit }),
  ...(cursor !== undefined && { cursor }),
  ...(sort !== undefined && { sort: { by: sort.replace(/^-/, ''), descending: sort.startsWith('-') } }),
});

import {
  BooleanField,
  EdtfField,
  fieldErrors,
  FreeObjectField,
  InstantField,
  NameField,
  ObjectField,
  OneOfField,
  PatternField,
  ProvenanceBody,
  RECORD_IDENTIFIER,
  type CommandRequest,
  type CommandTargets,
  type FieldError,
  type NamedFields,
  type RequestContext,
} from '@opsledger/platform';
import { parseInstant, SENSITIVITIES, type Sensitivity } from '@opsledger/kernel';

/** One line of an import: a command with where it comes from and since when it was known. */
export class ImportRow {
  @PatternField({
    description: 'Names the row within its source, for ever.',
    pattern: /^[\x21-\x7e]{1,200}$/,
    code: 'NOT_A_KEY',
    example: 'F16',
  })
  key!: string;
  @NameField({ description: 'A command, such as report-operation.', max: 100, example: 'report-operation' })
  command!: string;
  @PatternField({
    description: 'Record that it is about, by id or reference.',
    pattern: RECORD_IDENTIFIER,
    code: 'NOT_AN_IDENTIFIER',
    optional: true,
  })
  id?: string;
  @FreeObjectField({ description: "The command's own data." })
  data!: Record<string, unknown>;
  @EdtfField({ description: 'When it was true in the field, in EDTF.', rule: 'U1', example: '2022-03-07/2022-03-14' })
  occurredAt!: string;
  @InstantField({
    description: 'Since when the mission knew it.',
    optional: true,
    rule: 'U6',
    example: '2022-06-02T00:00:00Z',
  })
  knownAt?: string;
  @OneOfField({ description: 'The mark of the entry.', values: SENSITIVITIES, optional: true })
  sensitivity?: Sensitivity;
  @BooleanField({ description: 'The record is part of an exercise.', optional: true })
  exercise?: boolean;
  @ObjectField(() => ProvenanceBody, { description: 'Where it comes from.' })
  source!: ProvenanceBody;
}

/** What is wrong with a row before its command's data are looked at. */
export const rowErrors = (row: unknown, commands: CommandTargets): readonly FieldError[] => {
  const errors = fieldErrors(ImportRow, row);
  if (errors.length > 0) return errors;
  const { command, data } = row as ImportRow;
  if (!commands.has(command)) return [{ pointer: '/command', code: 'NOT_A_COMMAND', allowed: [...commands.keys()] }];
  // What the row says around the data may not be said in the data as well: one place for each thing.
  const doubled = ['occurredAt', 'sensitivity', 'exercise', 'source'].filter((name) => name in data);
  return doubled.map((name) => ({ pointer: `/data/${name}`, code: 'FIELD_IS_UNKNOWN' }));
};

/** The command's data and what surrounds them, to be checked against its fields. */
export const fieldsOf = ({ command, data, source, occurredAt }: ImportRow): NamedFields => ({
  name: command,
  fields: { ...data, source, occurredAt },
});

/** The command of a row. Its key is the source's, so that whoever sends the same row again changes nothing. */
export const requestOf = (row: ImportRow, { caller, requestId }: RequestContext): CommandRequest => {
  const { key, command, id, data, occurredAt, knownAt, sensitivity, exercise, source } = row;
  return {
    ...{ name: command, data, occurredAt, source, caller, requestId },
    ...(id !== undefined && { target: id }),
    ...(knownAt !== undefined && { knownAt: parseInstant(knownAt)! }),
    ...(sensitivity !== undefined && { sensitivity }),
    ...(exercise !== undefined && { exercise }),
    key: { scope: `source:${source.kind}:${source.ref}`, key },
    fingerprinted: { method: 'IMPORT', path: command, body: row },
  };
};

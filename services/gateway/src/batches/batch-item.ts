import {
  BooleanField,
  EdtfField,
  FreeObjectField,
  NameField,
  ObjectField,
  ObjectsField,
  OneOfField,
  PatternField,
  ProvenanceBody,
  RECORD_IDENTIFIER,
  WholeNumberField,
  type CommandRequest,
  type CommandTargets,
  type FieldError,
  type NamedFields,
  type RequestContext,
} from '@opsledger/platform';
import { SENSITIVITIES, type Sensitivity } from '@opsledger/kernel';

export const MOST_COMMANDS = 500;

/** One command of a batch, with what a request of its own would say around it. */
export class BatchItem {
  @NameField({ description: 'A command, such as propose-operation.', max: 100, example: 'propose-operation' })
  command!: string;
  @PatternField({
    ...{ description: 'Record that it is about, by id or reference.', pattern: RECORD_IDENTIFIER, optional: true },
    code: 'NOT_AN_IDENTIFIER',
  })
  id?: string;
  @PatternField({
    ...{ description: 'The same command with the same key has one effect.', pattern: /^[\x21-\x7e]{1,200}$/ },
    ...{ code: 'NOT_A_KEY', rule: 'U3', optional: true },
  })
  idempotencyKey?: string;
  @WholeNumberField({ description: 'The version that you saw.', min: 1, max: 999_999_999, rule: 'U3', optional: true })
  ifMatch?: number;
  @FreeObjectField({ description: "The command's own data.", example: { name: 'Heron' } }) data!: Record<
    string,
    unknown
  >;
  @EdtfField({ description: 'When it was true in the field, in EDTF.', rule: 'U1', optional: true })
  occurredAt?: string;
  @OneOfField({ description: 'The mark of the entry.', values: SENSITIVITIES, optional: true })
  sensitivity?: Sensitivity;
  @BooleanField({ description: 'The record is part of an exercise.', optional: true }) exercise?: boolean;
  @ObjectField(() => ProvenanceBody, { description: 'Where it comes from.', optional: true }) source?: ProvenanceBody;
}

export class BatchBody {
  @ObjectsField(() => BatchItem, {
    ...{ description: 'Commands; of one record in their order.', max: MOST_COMMANDS },
    example: [{ command: 'propose-operation', data: { name: 'Heron' } }],
  })
  commands!: BatchItem[];
}

/** What is wrong with an item before its command's data are looked at. Its own fields were looked at with the body. */
export const itemErrors = ({ command, data, id }: BatchItem, commands: CommandTargets): readonly FieldError[] => {
  const target = commands.get(command);
  if (!target) return [{ pointer: '/command', code: 'NOT_A_COMMAND', allowed: [...commands.keys()] }];
  if (target === 'existing' && id === undefined) return [{ pointer: '/id', code: 'FIELD_IS_REQUIRED' }];
  const doubled = ['occurredAt', 'sensitivity', 'exercise', 'source'].filter((name) => name in data);
  return doubled.map((name) => ({ pointer: `/data/${name}`, code: 'FIELD_IS_UNKNOWN' }));
};

/** The command's data and what surrounds them, to be checked against its fields. */
export const fieldsOf = ({ command, data, source, occurredAt }: BatchItem): NamedFields => ({
  name: command,
  fields: { ...data, ...(source && { source }), ...(occurredAt !== undefined && { occurredAt }) },
});

export const requestOf = (item: BatchItem, { caller, requestId }: RequestContext): CommandRequest => {
  const { command: name, id, idempotencyKey, ifMatch, data, occurredAt, sensitivity, exercise, source } = item;
  return {
    ...{ name, data, caller, requestId },
    ...(id !== undefined && { target: id }),
    ...(occurredAt !== undefined && { occurredAt }),
    ...(source && { source }),
    ...(sensitivity !== undefined && { sensitivity }),
    ...(exercise !== undefined && { exercise }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(idempotencyKey !== undefined && { key: { scope: `actor:${caller.actor}`, key: idempotencyKey } }),
    fingerprinted: { method: 'BATCH', path: name, body: item },
  };
};

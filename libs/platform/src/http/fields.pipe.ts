import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { fieldErrors } from './fields.js';
import { Problem } from './problem.js';

/** Checks bodies and queries against their class: 400 with every field that is wrong. A body is passed on as it was sent. */
@Injectable()
export class FieldsPipe implements PipeTransform<unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || !isClass(metatype)) return value;
    const sent = type === 'query' ? withNumbers(value as Record<string, unknown>) : value;
    const errors = fieldErrors(metatype, sent);
    if (errors.length > 0) throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors });
    return sent;
  }
}

/** A query is text; a member that is nothing but digits is meant as a number. */
const withNumbers = (query: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
    ]),
  );

const isClass = (metatype: ArgumentMetadata['metatype']): metatype is Type<object> =>
  metatype !== undefined && ![Object, Array, String, Number, Boolean].includes(metatype as never);

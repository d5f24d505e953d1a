import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { fieldErrors } from './fields.js';
import { Problem } from './problem.js';

/** Checks bodies and queries against their class: 400 with every field that is wrong. A body is passed on as it was sent. */
@Injectable()
export class FieldsPipe implements PipeTransform<unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || !isClass(metatype)) return value;
    const sent = type === 'query' ? withNumbers(metatype, value as Record<string, unknown>) : value;
    const errors = fieldErrors(metatype, sent);
    if (errors.length > 0) throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors });
    return sent;
  }
}

/** A query is text: what is nothing but digits is meant as a number where no text is taken; a year is a date as it stands. */
const withNumbers = (metatype: Type<object>, query: Readonly<Record<string, unknown>>): object => {
  const isDigits = (value: unknown): value is string => typeof value === 'string' && /^\d{1,15}$/.test(value);
  if (!Object.values(query).some(isDigits)) return query;
  const noTexts = new Set(fieldErrors(metatype, query).map(({ pointer }) => pointer));
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      isDigits(value) && noTexts.has(`/${name}`) ? Number(value) : value,
    ]),
  );
};

const isClass = (metatype: ArgumentMetadata['metatype']): metatype is Type<object> =>
  metatype !== undefined && ![Object, Array, String, Number, Boolean].includes(metatype as never);

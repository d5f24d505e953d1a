import { applyDecorators, type Type as ClassOf } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { plainToInstance, Type } from 'class-transformer';
import {
  ValidateBy,
  ValidateIf,
  ValidateNested,
  validateSync,
  type ValidationError,
  type ValidationOptions,
} from 'class-validator';
import { normaliseName, parseEdtf, parseInstant, type Detail } from '@opsledger/kernel';
import { pointerStep } from './json-pointer.js';
import type { FieldError } from './problem.js';
import type { FieldErrorCode } from './problem.texts.js';

/**
 * Fields of a request body, each with one decorator that checks it (class-validator), describes it (OpenAPI) and knows the
 * code that the caller reads when it is wrong. A field is required unless it is `optional`; `null` is never a value.
 */
type FieldOptions = Readonly<{
  description: string;
  optional?: boolean;
  example?: unknown;
  rule?: string;
  /** What must hold besides, each with its own code; asked only of what is well formed otherwise. */
  also?: readonly Check[];
}>;
type Check = Readonly<{
  code: FieldErrorCode;
  /** `whole` is the object that the field belongs to. */
  accepts: (value: unknown, whole: Readonly<Record<string, unknown>>) => boolean;
  details?: Readonly<Record<string, Detail>>;
  allowed?: readonly (string | number | boolean)[];
}>;

// class-validator gives contexts for asynchronous checks only, so what is to be said of a field travels as its message.
const says = (context: Omit<FieldError, 'pointer'>): ValidationOptions => ({ message: JSON.stringify(context) });

const field = (
  options: FieldOptions,
  check: Check,
  schema: ApiPropertyOptions,
  ...more: PropertyDecorator[]
): PropertyDecorator => {
  const { description, optional = false, example, rule, also = [] } = options;
  const contextOf = ({ code, allowed, details }: Check): Omit<FieldError, 'pointer'> => ({
    code,
    ...(rule !== undefined && { rule }),
    ...(allowed && { allowed }),
    ...(details && { details }),
  });
  const checks = [check, ...also].map((one, index, all) =>
    ValidateBy(
      {
        name: one.code,
        validator: {
          validate: (value, args) => {
            const whole = args!.object as Readonly<Record<string, unknown>>;
            return all.slice(0, index).some((before) => !before.accepts(value, whole)) || one.accepts(value, whole);
          },
        },
      },
      says(contextOf(one)),
    ),
  );
  const property = {
    ...schema,
    description,
    required: !optional,
    ...(example !== undefined && { example }),
  } as ApiPropertyOptions;
  return applyDecorators(
    ValidateIf((_, value) => !optional || value !== undefined),
    ...checks,
    ApiProperty(property),
    ...more,
  );
};

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.trim().length > 0 && value.length <= max && value.isWellFormed();
// Tab and newline are part of a narrative; every other control character is refused, since what reads them later may not be.
const hasControlCharacter = (text: string): boolean => /(?![\t\n])\p{Cc}/u.test(text);
const isOneLine = (text: string): boolean => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);

/** Free text. */
export const TextField = (options: FieldOptions & Readonly<{ max: number }>): PropertyDecorator =>
  field(
    options,
    {
      code: 'NOT_A_TEXT',
      accepts: (value) => isText(value, options.max) && !hasControlCharacter(value),
      details: { max: options.max },
    },
    { type: String, minLength: 1, maxLength: options.max },
  );

// Looked for in the form in which names compare: of a few letters nothing is left there, and all of those would be one name.
// Nobody sees spaces around a name or marks that turn it round, so a name is stored without them or not at all.
const isName = (value: unknown, max: number): boolean =>
  isText(value, max) &&
  isOneLine(value) &&
  value === value.trim().normalize('NFC') &&
  !/[\p{Bidi_Control}\u00ad]/u.test(value) &&
  /[\p{L}\p{N}]/u.test(normaliseName(value));

/** A name that people call something by: one line, at least one letter or digit. */
export const NameField = (options: FieldOptions & Readonly<{ max: number }>): PropertyDecorator =>
  field(
    options,
    { code: 'NOT_A_NAME', accepts: (value) => isName(value, options.max), details: { max: options.max } },
    { type: String, minLength: 1, maxLength: options.max },
  );

/** A list of names. */
export const NamesField = (options: FieldOptions & Readonly<{ max: number; maxNames: number }>): PropertyDecorator =>
  field(
    options,
    {
      code: 'NOT_A_NAME',
      accepts: (value) =>
        Array.isArray(value) && value.length <= options.maxNames && value.every((name) => isName(name, options.max)),
      details: { max: options.max },
    },
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: options.max }, maxItems: options.maxNames },
  );

/** One of a closed list of values (`U4`: what is not in the list is refused, never stored as text). */
export const OneOfField = (
  options: FieldOptions & Readonly<{ values: readonly (string | number)[] }>,
): PropertyDecorator =>
  field(
    { rule: 'U4', ...options },
    {
      code: 'NOT_ONE_OF',
      accepts: (value) => options.values.includes(value as string | number),
      allowed: options.values,
    },
    enumSchema(options.values),
  );

/** A list of values of a closed list, each once. */
export const ValuesField = (
  options: FieldOptions & Readonly<{ values: readonly string[]; max: number }>,
): PropertyDecorator =>
  field(
    { rule: 'U4', ...options },
    {
      code: 'NOT_ONE_OF',
      accepts: (value) =>
        Array.isArray(value) &&
        value.length <= options.max &&
        new Set(value).size === value.length &&
        value.every((one) => options.values.includes(one as string)),
      allowed: options.values,
    },
    { type: 'array', items: { type: 'string', enum: [...options.values] }, maxItems: options.max, uniqueItems: true },
  );

/** Some of a closed list of values, separated by commas, as a query gives them. */
export const SomeOfField = (options: FieldOptions & Readonly<{ values: readonly string[] }>): PropertyDecorator =>
  field(
    { rule: 'U4', ...options },
    {
      code: 'NOT_ONE_OF',
      accepts: (value) => typeof value === 'string' && value.split(',').every((one) => options.values.includes(one)),
      allowed: options.values,
    },
    { type: String },
  );

/** Texts and numbers in one list have no type in common, and the OpenAPI library would call all of them texts. */
const enumSchema = (values: readonly (string | number)[]): ApiPropertyOptions => {
  const [texts, numbers] = ['string', 'number'].map((type) => values.filter((value) => typeof value === type));
  if (texts!.length === 0 || numbers!.length === 0) return { enum: [...values] };
  return {
    oneOf: [
      { type: 'integer', enum: numbers! },
      { type: 'string', enum: texts! },
    ],
  };
};

export const BooleanField = (options: FieldOptions): PropertyDecorator =>
  field(options, { code: 'NOT_A_BOOLEAN', accepts: (value) => typeof value === 'boolean' }, { type: Boolean });

export const WholeNumberField = (options: FieldOptions & Readonly<{ min: number; max: number }>): PropertyDecorator => {
  const { min, max } = options;
  const accepts = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
  return field(
    options,
    { code: 'NOT_A_WHOLE_NUMBER', accepts, details: { min, max } },
    { type: 'integer', minimum: min, maximum: max },
  );
};

/** A number, whole or not. */
export const NumberField = (options: FieldOptions & Readonly<{ min: number; max: number }>): PropertyDecorator => {
  const { min, max } = options;
  const accepts = (value: unknown): boolean => typeof value === 'number' && value >= min && value <= max;
  return field(
    options,
    { code: 'NOT_A_NUMBER', accepts, details: { min, max } },
    { type: Number, minimum: min, maximum: max },
  );
};

/** A date as precise as it is known, in EDTF. */
export const EdtfField = (options: FieldOptions): PropertyDecorator =>
  field(
    options,
    { code: 'NOT_AN_EDTF_DATE', accepts: (value) => typeof value === 'string' && parseEdtf(value) !== undefined },
    { type: String, maxLength: 60 },
  );

/** A point in time in UTC. */
export const InstantField = (options: FieldOptions): PropertyDecorator =>
  field(
    options,
    { code: 'NOT_AN_INSTANT', accepts: (value) => typeof value === 'string' && parseInstant(value) !== undefined },
    { type: String, format: 'date-time' },
  );

/** Text of a given form. */
export const PatternField = (
  options: FieldOptions & Readonly<{ code: FieldErrorCode; pattern: RegExp }>,
): PropertyDecorator =>
  field(
    options,
    { code: options.code, accepts: (value) => typeof value === 'string' && options.pattern.test(value) },
    { type: String, pattern: options.pattern.source },
  );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

// The OpenAPI library takes a function for a lazy type only if the function is called `type`: hence the wrapping below.
/** An object with fields of its own. */
export const ObjectField = (classOf: () => ClassOf<object>, options: FieldOptions): PropertyDecorator =>
  field(
    options,
    { code: 'NOT_AN_OBJECT', accepts: isObject },
    { type: () => classOf() } as ApiPropertyOptions,
    ValidateNested(says({ code: 'NOT_AN_OBJECT' })),
    Type(classOf),
  );

/** A list of such objects. */
export const ObjectsField = (
  classOf: () => ClassOf<object>,
  options: FieldOptions & Readonly<{ max: number }>,
): PropertyDecorator =>
  field(
    options,
    {
      code: 'NOT_A_LIST',
      accepts: (value) => Array.isArray(value) && value.length <= options.max && value.every(isObject),
      details: { max: options.max },
    },
    { type: () => classOf(), isArray: true, maxItems: options.max } as ApiPropertyOptions,
    ValidateNested({ each: true, ...says({ code: 'NOT_AN_OBJECT' }) }),
    Type(classOf),
  );

/** An object whose members another class checks later, such as the data of an import row. */
export const FreeObjectField = (options: FieldOptions): PropertyDecorator =>
  field(options, { code: 'NOT_AN_OBJECT', accepts: isObject }, { type: 'object', additionalProperties: true });

/** More than these help nobody, and an answer should not be larger than its request. */
const MOST_ERRORS = 100;

/** What is wrong with a body or a query, or an empty list. */
export const fieldErrors = (classOf: ClassOf<object>, value: unknown): readonly FieldError[] => {
  if (!isObject(value)) return [{ pointer: '', code: 'NOT_AN_OBJECT' }];
  const instance = plainToInstance(classOf, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  return errors.flatMap((error) => describe(error, '')).slice(0, MOST_ERRORS);
};

const describe = (error: ValidationError, parent: string): readonly FieldError[] => {
  const pointer = parent + pointerStep(error.property);
  const { whitelistValidation, ...constraints } = error.constraints ?? {};
  if (whitelistValidation !== undefined) return [{ pointer, code: 'FIELD_IS_UNKNOWN' }];
  const [said] = Object.values(constraints);
  if (said !== undefined) {
    const known = JSON.parse(said) as Omit<FieldError, 'pointer'>;
    return [{ pointer, ...known, ...(error.value === undefined && { code: 'FIELD_IS_REQUIRED' }) }];
  }
  return (error.children ?? []).flatMap((child) => describe(child, pointer));
};

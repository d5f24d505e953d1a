import type { Type } from '@nestjs/common';
import type { Claim, Command, Decider, DomainEvent } from '@opsledger/kernel';
import type { Projection, ReadModelDocument } from '@opsledger/projections';
import type { ProblemTexts } from '../http/problem.filter.js';
import type { Issuer } from '../identity/roles.js';
import type { Policy } from '../policies/policy.js';

/**
 * How a command comes in by itself: `POST` on the collection if it opens a record, `POST <collection>/:id/actions/<verb>` else. The
 * example is a body that works when it is sent, with any name.
 */
export type CommandRoute = Readonly<{ verb: string; summary: string; example: object }>;

/** A command as the outside knows it. */
export type CommandDefinition<Name extends string = string> = Readonly<{
  name: Name;
  /** Fields of its data and of what surrounds it, for HTTP bodies and import rows alike. */
  body: Type<object>;
  /** One line of the role-to-command matrix. Who is not named here may not. */
  roles: readonly Issuer[];
  /** `new`: opens a record. `existing`: is about a record that is there. `either`: a report may be the first that we hear. */
  target: 'new' | 'existing' | 'either';
  /** None for what only the platform issues, such as the clock. */
  route?: CommandRoute;
  /** What the rule has to know of other streams; it comes to the decider with the command's data. `id` is the record's own. */
  consult?: (
    data: Readonly<Record<string, unknown>>,
    log: Consultation,
    id: string,
  ) => Promise<Readonly<Record<string, unknown>>>;
}>;

/**
 * What a rule may ask of the log besides its own stream, within the realm of the command: an exercise knows exercises only. Nothing
 * read here is locked: what the decision rests on has to be held as a claim (ADR 11).
 */
export type Consultation = Readonly<{
  /** The state that a stream leads to, or `undefined` if nothing is recorded there. */
  stateOf: <State>(
    decider: Pick<Decider<State, never, never>, 'initialState' | 'evolve'>,
    stream: string,
  ) => Promise<State | undefined>;
  /**
   * Whether there is a record that the caller may see. What is decided then names it, and is marked no lower than it is now
   * (`CommandMetadata.linkedMark`, ADR 4).
   */
  linkTo: (stream: string) => Promise<boolean>;
  /** The stream that holds a text. */
  holderOf: (claim: Claim) => Promise<string | undefined>;
}>;

/** What the platform needs to run the commands of one aggregate and to show what came of them. */
export type AggregateDefinition = Readonly<{
  name: string;
  /** CloudEvents source of its events, e.g. `/opsledger/operations`. */
  source: string;
  /** Path of its collection, e.g. `/v1/operations`. */
  path: string;
  /** Start of human references: `OP` gives `OP-2022-0007`. */
  referencePrefix: string;
  referenceClaim: (reference: string) => Claim;
  decider: Decider<unknown, Command, DomainEvent>;
  commands: readonly CommandDefinition[];
  /** The command by which the clock says that a deadline has passed (`DeadlinePassedData`); only the role `clock` issues it. */
  deadlineCommand?: string;
  /** How a record is shown; also the answer to a command. */
  projection: Projection;
  /** What it means, by kind of claim, that someone else holds the text. */
  claimRefusals: Readonly<Record<string, Readonly<{ code: string; rule: string }>>>;
  /** Kinds of claim that are numbers of a series: who comes second decides again, knowing what the first one did. */
  serialClaims?: readonly string[];
}>;

/** A service as the platform hosts it. */
export type ServiceDefinition = Readonly<{
  name: string;
  aggregates: readonly AggregateDefinition[];
  /** Texts of the refusals that its rules give. */
  problems: ProblemTexts;
  /** What follows in other records from what is recorded in one. */
  policies?: readonly Policy[];
  /** JSON Schemas of what it answers besides records and pages, by name, for the OpenAPI document. */
  schemas?: Readonly<Record<string, object>>;
}>;

/**
 * Forgets the types that hold an aggregate together inside its service: from here on the platform matches commands to
 * deciders by name. Checked there: the decider's command names are those of the definitions.
 */
export const defineAggregate = <State, C extends Command, E extends DomainEvent, Document extends ReadModelDocument>(
  definition: Omit<AggregateDefinition, 'decider' | 'commands' | 'projection' | 'deadlineCommand'> &
    Readonly<{
      deadlineCommand?: C['name'];
      decider: Decider<State, C, E>;
      commands: { [Name in C['name']]: Omit<CommandDefinition<Name>, 'name'> };
      projection: Projection<Document>;
    }>,
): AggregateDefinition => ({
  ...definition,
  decider: definition.decider as unknown as AggregateDefinition['decider'],
  projection: definition.projection as unknown as AggregateDefinition['projection'],
  commands: Object.entries(definition.commands as Record<string, Omit<CommandDefinition, 'name'>>).map(
    ([name, rest]) => ({ name, ...rest }),
  ),
});

import type { OpenAPIObject } from '@nestjs/swagger';
import type { CommandDefinition } from '../commands/service-definition.js';
import type { ProblemTexts } from '../http/problem.filter.js';
import type { CommandOutcome } from '../commands/command-request.js';
import type { RehearsedCommand } from '../commands/run-command.js';
import type { Problem } from '../http/problem.js';

/** What a service says of itself at `GET /internal/description`: all that the gateway knows of it. */
export type ServiceDescription = Readonly<{
  name: string;
  /** Public routes, by method and pattern (`/v1/operations/:id`). */
  routes: readonly Readonly<{ method: string; url: string }>[];
  commands: readonly Pick<CommandDefinition, 'name' | 'target'>[];
  /** Read models and policies: what is asked for by name at `/v1/projections/:name/…` and `/v1/consumers/:name/…`. */
  consumers: readonly string[];
  /** Texts of its refusals, for answers that the gateway puts together. */
  problems: ProblemTexts;
  openApi: RouteDocument;
}>;

/** The part of an OpenAPI document that several can be joined by. */
export type RouteDocument = Pick<OpenAPIObject, 'paths'> &
  Readonly<{ schemas: NonNullable<NonNullable<OpenAPIObject['components']>['schemas']> }>;

/** A problem between two processes; in which language it is told is for the gateway to say. */
export type SentProblem = Pick<Problem, 'status' | 'code' | 'options'>;
/** The answers of `/internal/commands` and `/internal/rehearsals`. */
export type SentOutcome = Readonly<{ outcome: CommandOutcome } | { problem: SentProblem }>;
export type SentRehearsal = readonly (Exclude<RehearsedCommand, { problem: Problem }> | { problem: SentProblem })[];

import { setImmediate } from 'node:timers/promises';
import { fieldErrors } from '../http/fields.js';
import { Problem, type FieldError } from '../http/problem.js';
import type { CommandCatalogue } from './command-catalogue.js';
import type { CommandRunner } from './command-runner.js';
import type { CommandOutcome, CommandRequest } from './command-request.js';
import type { RehearsedCommand } from './run-command.js';
import type { CommandDefinition } from './service-definition.js';

/** A rehearsal never waits for a disk, so it lets others have their turn by itself. */
const COMMANDS_PER_TURN = 20;

/** Commands by name, and what each is about. */
export type CommandTargets = ReadonlyMap<string, CommandDefinition['target']>;
/** Data of a command, with what surrounds them, as they are to be checked against its fields. */
export type NamedFields = Readonly<{ name: string; fields: object }>;

/** For whom something is looked at, in answer to which request. */
export type AskedBy = Pick<CommandRequest, 'caller' | 'requestId'>;

/** Where commands go: to the rules in this process, or to the services that have them. */
export abstract class CommandPath {
  /** Every command that there is, by name. */
  abstract commands(): Promise<CommandTargets>;
  /** What is wrong with each before any rule is asked. Every name is one that there is. */
  abstract fieldErrors(commands: readonly NamedFields[], by: AskedBy): Promise<readonly (readonly FieldError[])[]>;
  /** Throws a `Problem` unless the command is accepted and durable. */
  abstract run(request: CommandRequest): Promise<CommandOutcome>;
  /** Runs commands one after the other as if for real, and leaves no trace but, if somebody meant it, the refusals. */
  abstract rehearse(requests: readonly CommandRequest[], isMeant: boolean): Promise<readonly RehearsedCommand[]>;
}

export class CommandPathHere extends CommandPath {
  constructor(
    private readonly catalogue: CommandCatalogue,
    private readonly runner: CommandRunner,
  ) {
    super();
  }

  async commands(): Promise<CommandTargets> {
    return new Map(this.catalogue.names.map((name) => [name, this.catalogue.get(name).command.target]));
  }

  async fieldErrors(commands: readonly NamedFields[]): Promise<readonly (readonly FieldError[])[]> {
    const found: (readonly FieldError[])[] = [];
    for (const [index, { name, fields }] of commands.entries()) {
      if (index % COMMANDS_PER_TURN === COMMANDS_PER_TURN - 1) await setImmediate();
      found.push(fieldErrors(this.catalogue.get(name).command.body, fields));
    }
    return found;
  }

  run(request: CommandRequest): Promise<CommandOutcome> {
    return this.runner.run(request);
  }

  async rehearse(requests: readonly CommandRequest[], isMeant: boolean): Promise<readonly RehearsedCommand[]> {
    const rehearsal = this.runner.rehearsal();
    const rehearsed: RehearsedCommand[] = [];
    for (const [index, request] of requests.entries()) {
      if (index % COMMANDS_PER_TURN === 0) await setImmediate();
      rehearsed.push(
        await rehearsal.run(request).then(
          ({ document: { id }, version, isReplay }) => ({ outcome: { id, version, isReplay } }),
          (error: unknown) => {
            if (error instanceof Problem) return { problem: error };
            throw error;
          },
        ),
      );
    }
    if (isMeant) await this.runner.keepRefusalsOf(rehearsal);
    return rehearsed;
  }
}

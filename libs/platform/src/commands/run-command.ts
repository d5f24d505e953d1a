import { Command } from '@nestjs/cqrs';
import type { Problem } from '../http/problem.js';
import type { CommandOutcome, CommandRequest } from './command-request.js';

/** The one message of the command bus: plain commands have no class that it could route by. */
export class RunCommand extends Command<CommandOutcome> {
  constructor(readonly request: CommandRequest) {
    super();
  }
}

/** What would come of a command. The id of a record that it would open is made up. */
export type RehearsedCommand =
  | Readonly<{ outcome: Readonly<{ id: string }> & Pick<CommandOutcome, 'version' | 'isReplay'> }>
  | Readonly<{ problem: Problem }>;

/** Runs commands one after the other as if for real, and leaves no trace. */
export class RehearseCommands extends Command<readonly RehearsedCommand[]> {
  constructor(
    readonly requests: readonly CommandRequest[],
    /** Somebody meant it: a refusal is kept as if the commands had been run. */
    readonly isMeant: boolean,
  ) {
    super();
  }
}

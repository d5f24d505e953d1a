import { setImmediate } from 'node:timers/promises';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Problem } from '../http/problem.js';
import { CommandRunner } from './command-runner.js';
import type { CommandOutcome } from './command-request.js';
import { RehearseCommands, RunCommand, type RehearsedCommand } from './run-command.js';

/** A rehearsal never waits for a disk, so it lets others have their turn by itself. */
const COMMANDS_PER_TURN = 20;

@CommandHandler(RunCommand)
export class RunCommandHandler implements ICommandHandler<RunCommand> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request }: RunCommand): Promise<CommandOutcome> {
    return this.runner.run(request);
  }
}

@CommandHandler(RehearseCommands)
export class RehearseCommandsHandler implements ICommandHandler<RehearseCommands> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ requests, isMeant }: RehearseCommands): Promise<readonly RehearsedCommand[]> {
    const rehearsal = this.runner.rehearsal();
    const rehearsed: RehearsedCommand[] = [];
    for (const [index, request] of requests.entries()) {
      if (index % COMMANDS_PER_TURN === 0) await setImmediate();
      rehearsed.push(
        await rehearsal.run(request).then(
          (outcome) => ({ outcome }),
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

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandPath } from './command-path.js';
import type { CommandOutcome } from './command-request.js';
import { RehearseCommands, RunCommand, type RehearsedCommand } from './run-command.js';

@CommandHandler(RunCommand)
export class RunCommandHandler implements ICommandHandler<RunCommand> {
  constructor(private readonly path: CommandPath) {}

  execute({ request }: RunCommand): Promise<CommandOutcome> {
    return this.path.run(request);
  }
}

@CommandHandler(RehearseCommands)
export class RehearseCommandsHandler implements ICommandHandler<RehearseCommands> {
  constructor(private readonly path: CommandPath) {}

  execute({ requests, isMeant }: RehearseCommands): Promise<readonly RehearsedCommand[]> {
    return this.path.rehearse(requests, isMeant);
  }
}

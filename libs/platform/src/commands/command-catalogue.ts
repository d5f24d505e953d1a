import type { AggregateDefinition, CommandDefinition, ServiceDefinition } from './service-definition.js';

export type CatalogueEntry = Readonly<{ command: CommandDefinition; aggregate: AggregateDefinition }>;

/** Every command of every service in this process, by name; together with their roles the one role-to-command matrix. */
export class CommandCatalogue {
  private readonly entries = new Map<string, CatalogueEntry>();

  constructor(services: readonly ServiceDefinition[]) {
    for (const aggregate of services.flatMap((service) => service.aggregates)) {
      for (const command of aggregate.commands) {
        if (this.entries.has(command.name)) throw new TypeError(`Two commands are called ${command.name}`);
        this.entries.set(command.name, { command, aggregate });
      }
    }
  }

  find(name: string): CatalogueEntry | undefined {
    return this.entries.get(name);
  }

  get(name: string): CatalogueEntry {
    const entry = this.entries.get(name);
    if (!entry) throw new TypeError(`No command is called ${name}`);
    return entry;
  }

  get names(): readonly string[] {
    return [...this.entries.keys()];
  }
}

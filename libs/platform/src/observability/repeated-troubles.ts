const TELL_AGAIN_MILLISECONDS = 60_000;
const MOST_REMEMBERED = 1_000;

/**
 * What goes on going wrong is told when it is new and then once a minute, with how often it came meanwhile: an engine that is away for
 * a weekend must not fill the disk, on which everything else is written, too.
 */
export class RepeatedTroubles {
  private readonly told = new Map<string, { at: number; since: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Calls `tell` unless the same trouble of the same part was told less than a minute ago; gives it how often it came since then. */
  meet(part: string, error: unknown, tell: (cameSince: Readonly<{ repeated?: number }>) => void): void {
    const key = `${part} ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`;
    const before = this.told.get(key);
    if (before && this.now() - before.at < TELL_AGAIN_MILLISECONDS) {
      before.since += 1;
      return;
    }
    if (this.told.size >= MOST_REMEMBERED) this.told.clear();
    this.told.set(key, { at: this.now(), since: 0 });
    tell(before && before.since > 0 ? { repeated: before.since } : {});
  }
}

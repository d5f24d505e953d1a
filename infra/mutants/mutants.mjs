/**
 * Clauses of the contracts, each broken on purpose: what is broken, where, and the specs of which at least one has to fail.
 * `find` occurs once in the file.
 */
const of = (file, project, specs, list) =>
  list.map(([clause, find, replace]) => ({ clause, file, project, specs, find, replace }));
/** On MongoDB only the tests that have these words run: each of them makes collections, and all of them take a minute. */
const onMongodb = (file, specs, tests, list) => of(file, 'mongodb', specs, list).map((one) => ({ ...one, tests }));

const sqliteLog = of('libs/event-store/src/sqlite/sqlite-event-store.adapter.ts', 'event-store', 'sqlite-event-store', [
  [
    'a version ahead of the end is refused',
    'if (firstVersion !== (end?.version ?? 0) + 1)',
    'if (firstVersion <= (end?.version ?? 0))',
  ],
  [
    'a version behind the end is a VersionConflict',
    'if (firstVersion !== (end?.version ?? 0) + 1)',
    'if (firstVersion > (end?.version ?? 0) + 1)',
  ],
  [
    'a text that another stream holds is refused',
    'if (holder !== undefined && holder !== stream) throw',
    'if (holder === stream && false) throw',
  ],
  [
    'the holder may claim again',
    'if (holder !== undefined && holder !== stream) throw',
    'if (holder !== undefined) throw',
  ],
  [
    'only the holder releases',
    "'DELETE FROM claims WHERE claim = ? AND stream = ?'",
    '"DELETE FROM claims WHERE claim = ? AND ? <> \'\'"',
  ],
  [
    'released and claimed in one commit stays held',
    'for (const claim of commit.claims) this.statements.claim.run(claim, stream, commit.id);',
    'for (const claim of commit.claims) if (!commit.releases.includes(claim)) this.statements.claim.run(claim, stream, commit.id);',
  ],
  ['a bound key is a KeyConflict', '.length > 0) throw new KeyConflict();', '.length > 1) throw new KeyConflict();'],
  [
    'a key is another one in another scope',
    'FROM commits WHERE key_scope = ? AND key = ?',
    'FROM commits WHERE ? IS NOT NULL AND key = ?',
  ],
  [
    'an error in COMMIT is an unknown outcome',
    "this.fail(batch, new OutcomeUnknown('COMMIT ended without a verdict', { cause: error }));",
    "this.rollBack(batch, new LogUnavailable('COMMIT', { cause: error }));",
  ],
  [
    'an error in COMMIT acknowledges nothing',
    "this.fail(batch, new OutcomeUnknown('COMMIT ended without a verdict', { cause: error }));\n      return;",
    "this.options.onOutcomeUnknown(new OutcomeUnknown('x', { cause: error }));",
  ],
  ['after an unknown outcome nothing is read', 'if (this.failure) throw this.failure;', ''],
  ['after an unknown outcome nothing is appended', 'if (this.failure) return reject(this.failure);', ''],
  ['an unknown outcome is told', '    this.options.onOutcomeUnknown(error);\n', ''],
  [
    'an error before COMMIT gives positions back',
    '      this.lastPosition = positionBefore;\n      this.rollBack(',
    '      this.rollBack(',
  ],
  [
    'an error before COMMIT is rolled back',
    "if (this.database.inTransaction) this.database.exec('ROLLBACK');",
    "if (this.database.inTransaction) this.database.exec('COMMIT');",
  ],
  [
    'the time of recording never goes back',
    'const recordedAt = laterOf(laterOf(this.options.now(), this.lastRecordedAt), this.earliestOpen());',
    'const recordedAt = laterOf(this.options.now(), this.earliestOpen());',
  ],
  [
    'nothing is recorded at or before what was called complete',
    'const recordedAt = laterOf(laterOf(this.options.now(), this.lastRecordedAt), this.earliestOpen());',
    'const recordedAt = laterOf(this.options.now(), this.lastRecordedAt);',
  ],
  [
    'what was called complete stays so over a restart',
    'if (end > this.closing) this.statements.saveClosedTo.run(end);',
    '',
  ],
  [
    'known time never goes back within a stream',
    'known = laterOf(known, event.knownat ?? recordedAt);',
    'known = event.knownat ?? recordedAt;',
  ],
  ['callers that come together share a COMMIT', 'setImmediate(() => this.flush());', 'this.flush();'],
  [
    'a refused neighbour does not spoil the others',
    'return { refusal: error };\n      throw error;',
    'throw error;\n      throw error;',
  ],
  [
    'a listener is told after an append',
    'if (this.lastPosition > positionBefore) for (const listener of this.listeners) listener();',
    '',
  ],
  [
    'a listener is not told of refusals',
    'if (this.lastPosition > positionBefore) for (const listener of this.listeners) listener();',
    'for (const listener of this.listeners) listener();',
  ],
  ['a listener that left is not told', 'return () => this.listeners.delete(listener);', 'return () => true;'],
  [
    'a number is never given twice, over a restart',
    'for (const series of this.unsavedNumbers) this.statements.saveNumber.run(series, this.numbers.get(series));',
    '',
  ],
  [
    'a stream is read from a version to a version',
    'WHERE stream = ? AND version BETWEEN ? AND ? ORDER BY version',
    'WHERE stream = ? AND version >= ? AND ? > 0 ORDER BY version',
  ],
  [
    'the log is read after a position',
    'FROM events WHERE position > ? ORDER BY position LIMIT ?`),\n    logOfStream',
    'FROM events WHERE position >= ? ORDER BY position LIMIT ?`),\n    logOfStream',
  ],
  [
    'a filter by types keeps the order of the log',
    'rows.toSorted((a, b) => a.position - b.position).slice(0, limit)',
    'rows.slice(0, limit)',
  ],
  [
    'older versions of events are read as the newest',
    'this.upcasting.apply(recordedEvent(event, position, recorded_at, known_at)),',
    'recordedEvent(event, position, recorded_at, known_at),',
  ],
  [
    'a filter by type finds what is stored under an older one',
    'stored.filter((type) => isTypeOf(this.upcasting.readAs(type), wanted))',
    'stored.filter((type) => isTypeOf(type, wanted))',
  ],
  [
    'a log that is closed is whole in its one file',
    "if (!this.failure) this.database.exec('PRAGMA wal_checkpoint(PASSIVE)');",
    '',
  ],
  [
    'what waits when the log is closed is written',
    '    this.flush();\n    this.listeners.clear();',
    '    this.listeners.clear();',
  ],
  ['a log keeps its name', 'if (row) return row.value;', ''],
  [
    'a refusal keeps nothing of the body',
    'insertRefusal.run(at, code, rule, stream ?? null,',
    'insertRefusal.run(at, code, rule, stream ?? code,',
  ],
  [
    'what consumers keep lies apart from the rest of the installation',
    'this.statements.consumer.all(`${CONSUMER}${name}`)',
    'this.statements.consumer.all(name.startsWith("policy") ? `${CONSUMER}${name}` : name)',
  ],
]);

const sqliteFile = of('libs/event-store/src/sqlite/sqlite-file.ts', 'event-store', 'sqlite-event-store', [
  ['a file of another kind is left alone', 'if (!isNew && kind !== applicationId(format.kind))', 'if (false)'],
  ['a file of a newer schema is left alone', 'if (!isNew && version !== format.schemaVersion)', 'if (version === -1)'],
  ['damage is found at the start', "if (state?.quick_check !== 'ok')", 'if (state === undefined)'],
]);
const eventsSchema = of('libs/event-store/src/sqlite/events.schema.ts', 'event-store', 'sqlite-event-store', [
  ['an acknowledged commit is synchronised', "synchronous: 'FULL',", "synchronous: 'NORMAL',"],
  ['a filter by type goes by an index', '    CREATE INDEX events_by_type ON events (type, position);\n', ''],
]);

const memoryLog = of('libs/event-store/src/memory/memory-event-store.adapter.ts', 'event-store', 'memory-event-store', [
  [
    'a version that does not follow is refused',
    'if (commit.firstVersion !== end + 1)',
    'if (commit.firstVersion <= end)',
  ],
  [
    'a bound key is refused',
    'if (keyBelow || (keyName !== undefined && this.keys.has(keyName))) throw',
    'if (keyBelow) throw',
  ],
  [
    'a key bound below is refused',
    'if (keyBelow || (keyName !== undefined && this.keys.has(keyName))) throw',
    'if (keyName !== undefined && this.keys.has(keyName)) throw',
  ],
  [
    'a text that another stream holds is refused',
    'if (holder !== undefined && holder !== commit.stream) throw',
    'if (holder === commit.stream && false) throw',
  ],
  [
    'only the holder releases',
    'if (holderOf(claim) === commit.stream) this.claims.set(claim, undefined);',
    'this.claims.set(claim, undefined);',
  ],
  [
    'what is no JSON is refused before anything is written',
    'const texts = commit.events.map(canonicalJson); //',
    'const texts = commit.events.map((event) => JSON.stringify(event)); //',
  ],
  [
    'the time of recording never goes back',
    'const time = laterOf(laterOf(this.now(), last), this.earliestOpen());',
    'const time = laterOf(this.now(), this.earliestOpen());',
  ],
  [
    'nothing is recorded at or before what was called complete',
    'const time = laterOf(laterOf(this.now(), last), this.earliestOpen());',
    'const time = laterOf(this.now(), last);',
  ],
  ['known time never goes back', 'known = laterOf(known, event.knownat ?? time);', 'known = event.knownat ?? time;'],
  [
    'a rehearsal leaves no trace below',
    'this.claims.set(claim, commit.stream);',
    '{ this.claims.set(claim, commit.stream); void this.over?.append(commit); }',
  ],
  [
    'older versions are read as the newest',
    'const event = this.upcasting.apply(this.events[index]!);',
    'const event = this.events[index]!;',
  ],
  ['a listener is told', 'for (const listener of this.listeners) listener();', ''],
]);
const eventFilter = of('libs/event-store/src/event-filter.ts', 'event-store', 'event-store', [
  ['a type filter with a star ends at a dot', 'type.startsWith(one.slice(0, -1))', 'type.startsWith(one.slice(0, -2))'],
  [
    'the log is read a batch at a time, never all of it',
    'await log.readAll(position, size, filter)',
    'await log.readAll(position, 1_000_000, filter)',
  ],
  ['reading ends where it is told to', 'read.filter((event) => Number(event.position) <= until)', 'read'],
]);

const consumer = of(
  'libs/messaging/src/in-process/in-process-consumer.adapter.ts',
  'messaging',
  'in-process-consumer',
  [
    [
      'a fault skips nothing',
      'this.failure = error instanceof Error ? error.message : String(error);',
      'this.failure = error instanceof Error ? error.message : String(error);\n      this.position = await this.options.log.head();',
    ],
    ['a fault is tried again', 'this.tryAgainAfter(first * Math.min(2 ** this.failedRuns++, LONGEST_RETRY));', ''],
    ['pauses between attempts grow', '2 ** this.failedRuns++', '2 ** 0'],
    [
      'pauses between attempts end at five seconds',
      'Math.min(2 ** this.failedRuns++, LONGEST_RETRY)',
      '2 ** this.failedRuns++',
    ],
    [
      'more events do not shorten a pause',
      'if (this.failure === undefined) this.wake(); //',
      'this.mayTryAgainAt = 0;\n    this.wake(); //',
    ],
    [
      'poison is tried some times before its stream is set aside',
      'if (attempts < ATTEMPTS_ON_POISON) throw poison;',
      '',
    ],
    [
      'poison is set aside in the end',
      'if (attempts < ATTEMPTS_ON_POISON) throw poison;',
      'if (attempts < 1e9) throw poison;',
    ],
    [
      'a fault of the surroundings sets nothing aside',
      'if (!(error instanceof PoisonEvent)) throw error;\n      await this.handleAround(error, events);',
      'await this.handleAround(error instanceof PoisonEvent ? error : new PoisonEvent(events[0]!, error), events);',
    ],
    ['what comes before poison is handled', 'if (index > 0) return this.handle(events.slice(0, index));', ''],
    [
      'whoever looks after the system is told of a stream set aside',
      'this.options.onParked?.(poison.event.subject);',
      '',
    ],
    [
      'what was set aside is known after a restart',
      'this.parkedStreams = (await this.options.handler.parked()).length;\n    this.advancedAt',
      'this.advancedAt',
    ],
    [
      'a consumer goes on after its checkpoint',
      'this.position = await this.options.handler.resumeAfter();',
      'await this.options.handler.resumeAfter();',
    ],
    [
      'a redrive waits for its turn',
      'this.redrives.push({ stream, resolve, reject });\n      this.wake();',
      'this.options.handler.redrive(stream).then(resolve, reject);',
    ],
    [
      'a redrive wakes the consumer',
      'this.redrives.push({ stream, resolve, reject });\n      this.wake();',
      'this.redrives.push({ stream, resolve, reject });',
    ],
    [
      'one thing is handled at a time: back-pressure',
      'if (events.length > 0 || this.completeAfter(events)) await this.handle(events);',
      'if (events.length > 0) void this.handle(events).catch(() => undefined);',
    ],
    ['an append wakes the consumer', 'if (this.failure === undefined) this.wake(); //', '//'],
    ['the watchdog reports who does not advance', 'this.options.onStuck?.();', ''],
    [
      'the watchdog reports within ten seconds',
      'Date.now() - advancedAt >= STUCK_AFTER_MILLISECONDS',
      'Date.now() - advancedAt >= 2 * STUCK_AFTER_MILLISECONDS',
    ],
    ['the watchdog reports once', 'this.isStuckTold = true;', ''],
    ['who had nothing to do has its ten seconds', 'if (this.isIdle) this.advancedAt = Date.now(); //', '//'],
    [
      'who fails on and on is stuck, however much comes in',
      'handleNext(): Promise<boolean> {\n    this.isIdle = false;',
      'handleNext(): Promise<boolean> {\n    this.isIdle = true;',
    ],
    [
      'who had nothing to do was at the head until then',
      'if (position >= head && this.hasCaughtUp) this.upToDateAt = this.advancedAt = Date.now();',
      '',
    ],
    ['the end is said only when it was reached', 'return this.upToDateAt !== undefined;', 'return true;'],
    ['stopping waits for what is being handled', '    await this.running;\n', ''],
    ['a stopped consumer refuses redrives', 'if (this.isStopped) return reject(', 'if (false) return reject('],
    ['a stopped consumer leaves no listener', '    this.unsubscribe();\n    clearInterval', '    clearInterval'],
  ],
);
const seeded = of('libs/messaging/src/testing/seeded-consumer.ts', 'messaging', 'seeded-consumer', [
  [
    'within a stream the order is kept',
    'return waiting.slice(0, 1 + this.upTo(waiting.length));',
    'return waiting.toReversed().slice(0, 1 + this.upTo(waiting.length));',
  ],
  [
    'streams do overtake each other',
    'const streams = this.shuffled([...new Set(fresh.map(({ subject }) => subject))]);',
    'const streams = [...new Set(fresh.map(({ subject }) => subject))].slice(0, 1);',
  ],
  ['events do come again', 'const SHARE_OF_REPEATS = 0.1;', 'const SHARE_OF_REPEATS = 0;'],
  [
    'nothing counts as complete over a gap',
    'const complete = gap === -1 ? this.window : this.window.slice(0, gap);',
    'const complete = this.window;',
  ],
]);

const sqliteViews = of(
  'libs/projections/src/sqlite/sqlite-document-store.adapter.ts',
  'projections',
  'sqlite-document-store',
  [
    ['a version that does not follow is refused', 'if (!follows) throw', 'if (false) throw'],
    ['a version that is there is refused', 'if (changes !== 1)\n', 'if (changes > 1)\n'],
    [
      'what is saved is saved together or not at all',
      'const write = this.database.transaction(() => {',
      'const write = ((work: () => void) => work)(() => {',
    ],
    [
      'the past is what was known then',
      'WHERE id = ? AND known_at <= ? AND position <= ? ORDER BY version DESC',
      'WHERE id = ? AND known_at >= ? AND position <= ? ORDER BY version DESC',
    ],
    [
      'the past is as far as the log had come',
      'shown = `CASE WHEN known_at <= ? AND position <= ? AND',
      'shown = `CASE WHEN known_at <= ? AND position <= ? + 1000 AND',
    ],
    [
      'a version holds until the next one',
      '(next_position IS NULL OR next_known_at > ? OR next_position > ?)',
      '(next_position IS NULL OR next_known_at >= ? OR next_position > ?)',
    ],
    [
      'a list of now has the newest versions',
      "conditions.push('next_position IS NULL');",
      "conditions.push('version > 0');",
    ],
    [
      'a list goes on after the last that was looked at',
      "const [direction, beyond] = sort.descending ? ['DESC', '<'] : ['ASC', '>'];",
      "const [direction, beyond] = sort.descending ? ['DESC', '<='] : ['ASC', '>='];",
    ],
    [
      'what lacks the member comes first',
      'const order = sort.descending ? [true, false] : [false, true];',
      'const order = [true, false];',
    ],
    ['a filter beyond the subset is refused', 'assertSupported(filter);', ''],
    [
      'a sort that was not declared is refused',
      "if (sort && sort.by !== 'id' && !this.definition.sorts.includes(sort.by))",
      'if (false)',
    ],
    [
      'a generation that is dropped takes what was set aside with it',
      "for (const table of ['generations', 'parked'])",
      "for (const table of ['generations'])",
    ],
    [
      'other sorts make a generation anew',
      'if (row && row.sorts !== declared) await this.drop(readModel, generation);',
      'if (row && row.sorts !== declared) return new SqliteDocumentCollection(this.database, definition);',
    ],
    [
      'one generation answers',
      'UPDATE generations SET is_live = (generation = ?) WHERE read_model = ?',
      'UPDATE generations SET is_live = max(is_live, generation = ?) WHERE read_model = ?',
    ],
  ],
);
const viewsSchema = of('libs/projections/src/sqlite/views.schema.ts', 'projections', 'sqlite-document-store', [
  [
    'every sort of now has an index',
    '  CREATE INDEX "${table} by ${column}, newest" ON "${table}" ("${column}", id) WHERE next_position IS NULL;\n',
    '',
  ],
  [
    'every sort of the past has an index',
    '  CREATE INDEX "${table} by ${column}" ON "${table}" ("${column}", id, version);',
    '',
  ],
  ['an index carries the sort to the end', 'ON "${table}" ("${column}", id, version);', 'ON "${table}" ("${column}");'],
]);
const memoryViews = of(
  'libs/projections/src/memory/memory-document-store.adapter.ts',
  'projections',
  'memory-document-store',
  [
    ['a version that does not follow is refused', 'if (document.version !== end + 1)', 'if (document.version <= end)'],
    ['a page looks at no more than 20 for each', 'waiting.slice(0, EXAMINED_PER_DOCUMENT * limit)', 'waiting'],
    [
      'the past is what was known then',
      'versions.findLast(({ knownAt, position }) => knownAt <= moment.knownAt && position <= moment.position)',
      'versions.findLast(({ position }) => position <= moment.position)',
    ],
    ['a filter beyond the subset is refused', 'assertSupported(filter);', ''],
    [
      'equal ones come by id',
      'sign * (compareValues(a.value, b.value) || compareValues(a.id, b.id))',
      'sign * compareValues(a.value, b.value)',
    ],
  ],
);
const documentPort = of('libs/projections/src/document-store.port.ts', 'projections', 'document-store', [
  ['twenty for each it is', 'EXAMINED_PER_DOCUMENT = 20;', 'EXAMINED_PER_DOCUMENT = 40;'],
]);
const documentPage = of('libs/projections/src/document-page.ts', 'projections', 'sqlite-document-store', [
  [
    'a page says that there is more only if there is',
    'if (found.length > limit) return',
    'if (found.length >= limit) return',
  ],
  ['a page looks at no more than 20 for each', 'if (budget.isSpent && done) return pageOf(found, done);', ''],
]);
const documentFilter = of('libs/projections/src/document-filter.ts', 'projections', 'document-store', [
  [
    'texts compare by code point',
    'return Buffer.compare(Buffer.from(a), Buffer.from(b));',
    'return Number(a > b) - Number(a < b);',
  ],
  [
    'null stands for what is absent',
    'wanted === null ? !exists || values.includes(null)',
    'wanted === null ? values.includes(null)',
  ],
  [
    'one and the same element fits',
    'found.arrays.some((array) => array.some((element) => elementFits(element, operand as Operators)))',
    'found.values.length > 0',
  ],
]);

const projector = of('libs/projections/src/projector.ts', 'projections', 'read-model', [
  ['an event that comes again changes nothing', 'if (version <= seen) continue; //', '//'],
  ['a gap is filled from the log', 'version > seen + 1 ? await this.readMissing(event, seen) : []', '[]'],
  [
    'a gap that the log does not fill is poison',
    'if (missing.length === version - 1 - seen) return missing;',
    'if (missing.length >= 0) return missing;',
  ],
  [
    'what follows in a stream set aside waits',
    'events.filter(({ subject }) => this.consumes(subject) && !this.set.has(subject))',
    'events.filter(({ subject }) => this.consumes(subject))',
  ],
  [
    'another version of a projection begins anew',
    'if (projectionVersion !== projection.version || logId !== log.logId) return false;',
    'if (logId !== log.logId) return false;',
  ],
  [
    'views of another log are made anew',
    'if (projectionVersion !== projection.version || logId !== log.logId) return false;',
    'if (projectionVersion !== projection.version) return false;',
  ],
  ['views that are ahead of a log that was rolled back are made anew', 'return event?.id === eventId;', 'return true;'],
  [
    'what was set aside is known after a restart',
    'for (const parked of await this.opened.parked()) this.set.set(parked.stream, parked);',
    '',
  ],
  [
    'a redrive that went well clears the list',
    'await this.documents.save({ versions, unpark: [stream] });',
    'await this.documents.save({ versions });',
  ],
  [
    'a redrive keeps how far it got',
    'await this.documents.save({ versions, park: [again] });',
    'await this.documents.save({ versions: [], park: [again] });',
  ],
  [
    'a projection that leaves the version behind is poison',
    'if (evolved.version !== Number(event.streamversion) || evolved.id',
    'if (evolved.id',
  ],
  [
    'a log that cannot be read in a redrive is no poison',
    'if (!(error instanceof PoisonEvent)) throw error;\n        const { event: poison',
    'const { event: poison',
  ],
  [
    'streams of others are passed by',
    'return stream.startsWith(this.options.projection.streamPrefix);',
    "return stream.startsWith('thing');",
  ],
]);
const readModel = of('libs/projections/src/read-model.ts', 'projections', 'read-model', [
  [
    'a rebuild answers only when it has come as far',
    'while (!this.isStopped) if (await projector.waitUntil(hasReached, LOOK_MILLISECONDS)) return true;',
    'if (!this.isStopped) return true;',
  ],
  [
    'a difference is told',
    'rebuild.differences = await differenceOf(old.projector.documents, projector.documents, position);',
    'rebuild.differences = await differenceOf(projector.documents, projector.documents, position);',
  ],
  [
    'a difference stops a rebuild that was told so',
    'if (rebuild.stopOnDifference && onlyLive + onlyRebuilt + different > 0)',
    'if (rebuild.stopOnDifference && onlyRebuilt > 0)',
  ],
  ['the old generation goes', 'await this.options.store.drop(this.name, old.projector.generation);', ''],
  [
    'the new generation answers after a restart, too',
    'await this.options.store.makeLive(this.name, projector.generation);\n',
    '',
  ],
  ['a rebuild that was cut off goes on', 'if (unfinished !== undefined) await this.begin(unfinished, true);', ''],
  [
    'a rebuild that was cut off goes on where it was',
    'if (unfinished !== undefined) await this.begin(unfinished, true);',
    'if (unfinished !== undefined) {\n      await store.drop(this.name, unfinished);\n      await this.begin(unfinished, true);\n    }',
  ],
  ['a rebuild that could not begin is over', "rebuild.state = 'failed'; // or", '// or'],
  ['one rebuild at a time', "if (this.rebuilding?.state === 'running') throw new RebuildIsUnderWay(this.name);", ''],
  ['a rebuild says when it will be done', '...(isEstimated && {', '...(false && {'],
  [
    'the past is closed before it is told',
    'const completeTo = await log.completeTo(asOf ?? now());',
    'const completeTo = asOf ?? now();',
  ],
  ['no position ahead of the log', 'if (position !== undefined && position > head) throw', 'if (false) throw'],
  [
    'the past is not told while the read model is behind',
    'if (!(await this.reaches(upTo, milliseconds))) throw',
    'if (false) throw',
  ],
  [
    'what a policy is told of the past is not told while the read model is behind',
    'if (!(await this.reaches(moment.position, milliseconds))) throw',
    'if (false) throw',
  ],
  [
    'a record is found the moment it exists',
    'return project(this.projection, await this.options.log.readStream(this.streamOf(id)));',
    'return undefined;',
  ],
]);

const projection = of('libs/projections/src/projection.ts', 'projections', 'read-model', [
  [
    'what is too vaguely dated is told',
    "isUndecided: happened.some(({ answer }) => answer === 'perhaps'),",
    'isUndecided: false,',
  ],
]);

/** What `save` writes, step by step. */
const WRITE_VERSIONS = '    await this.writeVersions(versions, found);\n';
const WRITE_PARKED = '    if (parking.length > 0) await this.collections.parked.bulkWrite(parking, DURABLE);\n';
const WRITE_PAST =
  '    if (past.length > 0)\n' +
  '      await ignoringDuplicates(this.collections.past.insertMany(past, { ...DURABLE, ordered: false }));\n';
const WRITE_NEWEST =
  '    const written = await ignoringDuplicates(this.collections.newest.bulkWrite(newest, { ...DURABLE, ordered: false }));\n';
const mongodbViews = onMongodb(
  'libs/projections/src/mongodb/mongodb-document-store.adapter.ts',
  'mongodb/(mongodb-document-store|document-writes)',
  'Saving|The past|Generation|generation|writer|cut off',
  [
    [
      'a version is put only in the place of the one before it',
      'filter: { _id: row._id, version: before.version }',
      'filter: { _id: row._id }',
    ],
    [
      'a replacement that found nothing to replace is told',
      'if (!written || written.insertedCount + written.matchedCount < newest.length)',
      'if (!written)',
    ],
    [
      'an insert that came too late is told',
      'if (!written || written.insertedCount + written.matchedCount < newest.length)',
      'if (written && written.insertedCount + written.matchedCount < newest.length)',
    ],
    [
      'a version that does not follow is refused',
      'if (version !== (before?.version ?? 0) + 1 + index)',
      'if (version > (before?.version ?? 0) + 1 + index)',
    ],
    ['what is past is written before what follows it', `${WRITE_PAST}${WRITE_NEWEST}`, `${WRITE_NEWEST}${WRITE_PAST}`],
    [
      'what is past and written already is no fault',
      'await ignoringDuplicates(this.collections.past.insertMany(past, { ...DURABLE, ordered: false }));',
      'await this.collections.past.insertMany(past, { ...DURABLE, ordered: false });',
    ],
    [
      'of what is past, what is missing is written beside what is there',
      'await ignoringDuplicates(this.collections.past.insertMany(past, { ...DURABLE, ordered: false }));',
      'await ignoringDuplicates(this.collections.past.insertMany(past, { ...DURABLE, ordered: true }));',
    ],
    [
      'the newest versions are written before the checkpoint',
      WRITE_VERSIONS,
      `    if (checkpoint) await this.advance(checkpoint);\n${WRITE_VERSIONS}`,
    ],
    [
      'the newest versions are written before streams are parked and unparked',
      `${WRITE_VERSIONS}${WRITE_PARKED}`,
      `${WRITE_PARKED}${WRITE_VERSIONS}`,
    ],
    [
      'streams are parked before the checkpoint',
      `${WRITE_PARKED}    if (checkpoint) await this.advance(checkpoint);\n    else await this.assertThere();\n`,
      `    if (checkpoint) await this.advance(checkpoint);\n    else await this.assertThere();\n${WRITE_PARKED}`,
    ],
    [
      'the checkpoint never goes back',
      '{ [`${path}.checkpoint.position`]: { $lte: checkpoint.position } },',
      '{ [`${path}.checkpoint.position`]: { $exists: true } },',
    ],
    [
      'a late writer does not move the checkpoint of a generation that was made anew',
      '        [`${path}.incarnation`]: this.incarnation,\n',
      '',
    ],
    [
      'a generation that was made anew is not the one that was opened',
      'if (found?.incarnation !== this.incarnation) throw',
      'if (!found) throw',
    ],
    [
      'a list is not told of a generation that was dropped',
      '      await this.assertThere();\n      return page;',
      '      return page;',
    ],
    ['a save without a checkpoint is told, too', '    else await this.assertThere();\n', ''],
    [
      'a generation made anew has collections of its own',
      "incarnation: randomBytes(6).toString('hex'), sorts",
      "incarnation: '0123456789ab', sorts",
    ],
    ['what was dropped goes from the database', '      await db!.dropCollection(name, DURABLE);\n', ''],
    [
      'a list of the past reads what is newest only as far as it was known then',
      "      { $lte: ['$position', query.moment.position] },\n    ];",
      '    ];',
    ],
  ],
);

const MONGODB_LOG = 'event-store/src/mongodb/(mongodb-event-store|log-faults|sequencer)';
const mongodbLog = onMongodb(
  'libs/event-store/src/mongodb/mongodb-event-store.adapter.ts',
  MONGODB_LOG,
  'does not follow|Concurrent writers|E4|idempotency key|Writers of several processes|killed in the middle',
  [
    ['a version ahead of the end is refused', '      firstVersion === 1 ||\n', '      firstVersion >= 1 ||\n'],
    [
      'never two commits of one stream in one insert',
      'if (group.length === COMMITS_PER_INSERT || streams.has(one.commit.stream)) later.push(one);',
      'if (group.length === COMMITS_PER_INSERT) later.push(one);',
    ],
    [
      'a refused neighbour does not spoil the others',
      '        { ordered: false, session: this.session },\n      );\n      for (const one of sent) this.accept(one);',
      '        { ordered: true, session: this.session },\n      );\n      for (const one of sent) this.accept(one);',
    ],
    ['a bound key is a KeyConflict', 'return one.reject(new KeyConflict());', 'void new KeyConflict();'],
    [
      'a commit that is there already was this one',
      'if (await this.commits.findOne({ _id: commit._id }, { projection: { _id: 1 }, session })) return this.accept(one);',
      '',
    ],
    [
      'an insert without a verdict is not called refused',
      'if (mayBeWritten) one.unknownSince ??= performance.now();',
      '',
    ],
    [
      'an unknown outcome is told as such',
      "new OutcomeUnknown('The insert ended",
      "new LogUnavailable('The insert ended",
    ],
  ],
);
const mongodbSequence = onMongodb(
  'libs/event-store/src/mongodb/sequence.ts',
  MONGODB_LOG,
  'The sequencer gives places|at once, under load|slept through|at any step of its work|E3|goes on with the streams',
  [
    [
      'a batch is marked before the next one is added',
      '    await this.mark(last);\n    const continuation',
      '    const continuation',
    ],
    [
      'marks appear in the order of positions',
      'bulkWrite(marks, { ordered: true, session })',
      'bulkWrite(marks.toReversed(), { ordered: true, session })',
    ],
    [
      'after a fault the last batch is looked up',
      '    [this.last, this.isMarked] = [undefined, false];\n    try {',
      '    this.isMarked = false;\n    try {',
    ],
    [
      'after marks that failed the ends of streams are read anew',
      '    await this.mark(next);\n    this.last = next;',
      '    this.last = next;\n    await this.mark(next);',
    ],
  ],
);

const deadlines = of('libs/platform/src/deadlines/deadline-clock.ts', 'platform', 'deadline-clock', [
  ['a deadline fires when it is due, not before', 'deadline.dueAt <= horizon && this.refused', 'this.refused'],
  ['what was past when it was brought in never fires', 'if (!deadline.isHistory) due.push', 'due.push'],
  [
    'deadlines fire in order',
    '.toSorted((a, b) => compare(a.deadline.dueAt, b.deadline.dueAt) || compare(a.id, b.id))',
    '.toReversed()',
  ],
  ['what a full page hides waits', 'if (next && last !== undefined && last < horizon) horizon = last;', ''],
  ['late is marked late', 'isLate: minutesAfter(dueAt, LATE_AFTER_MINUTES) < now', 'isLate: false'],
  [
    'what is noticed in time is not marked late',
    'isLate: minutesAfter(dueAt, LATE_AFTER_MINUTES) < now',
    'isLate: dueAt <= now',
  ],
  [
    'a book that is behind is waited for',
    'if (!model.hasCaughtUp || !(await model.reaches(head, LONGEST_WAIT_MILLISECONDS))) return [];',
    '',
  ],
  [
    'what a rule refused is not asked for again and again',
    'this.refused.set(key, version)',
    'this.refused.delete(key)',
  ],
  ['trouble is told', 'this.options.onTrouble({ aggregate: aggregate.name, deadline: name, error });', ''],
]);
const deadlineBook = of('libs/platform/src/deadlines/deadline-book.projection.ts', 'platform', 'deadline-clock', [
  [
    'a deadline that goes on is the one that was opened',
    'book?.open.find(isSame(deadline)) ?? opened(deadline, event)',
    'opened(deadline, event)',
  ],
  [
    'only what was brought in is history',
    'isImported(event) && deadline.dueAt <= event.acceptedat',
    'deadline.dueAt <= event.acceptedat',
  ],
]);

const policies = of('libs/platform/src/policies/policy-handler.ts', 'platform', 'policies', [
  ['a policy orders under the key of the event', 'key: `${event.id}/${command}/${target}`', 'key: `${Math.random()}`'],
  ['a policy knows what the log had then', 'position: Number(position) };', 'position: Number.MAX_SAFE_INTEGER / 2 };'],
  [
    'a policy orders what was not wanted before',
    'newlyWanted(await wantsOf(history.slice(0, commit.firstVersion - 1)), after)',
    'after',
  ],
  ['a policy keeps its place with the log', 'if (hasActed ||', 'if (false &&'],
  ['what a policy set aside is passed by', '|| this.isParked(event.subject)) continue;', ') continue;'],
]);

const guard = of('libs/platform/src/identity/access.guard.ts', 'platform', 'access.guard', [
  [
    'a route that says nothing lets nobody in',
    "access?.kind === 'roles' ? access.roles : []",
    "access?.kind === 'roles' ? access.roles : caller.roles",
  ],
  [
    'a route for some lets in those alone',
    'if (!caller.roles.some((role) => allowed.includes(role)))',
    'if (allowed.length === 0)',
  ],
  ['nothing is answered once the log cannot say what it holds', 'await this.log.head(); //', '//'],
]);
const callers = of('libs/platform/src/identity/callers.ts', 'platform', 'access.guard', [
  ['without a token nobody is let in', "if (token === undefined) throw new InvalidToken('No bearer token');", ''],
]);
const ownKeys = of('libs/platform/src/installation/own-keys.ts', 'platform', 'own-keys', [
  ['a log starts with no other keys than its own', "if (verdict === 'foreign' && adoption !== 'lost')", 'if (false)'],
  ['nor with those that it had before', "if (verdict === 'earlier' && adoption !== 'lost')", 'if (false)'],
  ['a log that cannot tell starts with none', "if (verdict === 'not-proven' && adoption === 'none')", 'if (false)'],
  ['each of the keys has to fit', 'keys.marks[use] === mark', "keys.marks['signing'] === last['signing']"],
  ['every fingerprint that is looked at has to fit', 'fingerprints.some(', 'fingerprints.slice(0, 1).some('],
  ['the marks that were taken up last count', 'marks.at(-1)', 'marks.at(0)'],
]);
const records = of('libs/platform/src/read-models/records.ts', 'embedded', 'put-back.api', [
  [
    'a list that was begun before a log was put back is begun again',
    'if (place.logId !== this.log.logId)',
    'if (false)',
  ],
  ['a write that was put back is not taken for another', 'if (!isShared)', 'if (!isCallers)'],
  ['nothing is told of a record that is hidden', 'const isShared = isCallers && ', 'const isShared = '],
]);
const earlierNames = of('libs/event-store/src/earlier-name.ts', 'embedded', 'put-back.api', [
  ['what was put back more than once is good up to the least', 'Math.min(', 'Math.max('],
  ['a name that the log never had is told', 'since < 0 ? undefined', 'since < 0 ? Infinity'],
]);
const sqliteKeys = of('libs/event-store/src/sqlite/log-keys.ts', 'event-store', 'sqlite-event-store', [
  ['marks are taken up after those that were seen', 'if (kept.length !== after) return;', ''],
  ['the first and the newest fingerprints tell the keys', "['', 'DESC'].flatMap(", "['DESC'].flatMap("],
  ['a log that has refused something is not empty', 'fingerprints.length === 0 && ', ''],
]);
const mongodbKeys = onMongodb(
  'libs/event-store/src/mongodb/log-keys.ts',
  'event-store/src/mongodb/mongodb-event-store',
  'Marks of the keys',
  [
    ['marks are taken up after those that were seen', "{ _id: 'log', ...asMany }", "{ _id: 'log' }"],
    ['the first and the newest fingerprints tell the keys', 'of [1, -1] as const', 'of [-1] as const'],
    ['a log that has refused something is not empty', 'fingerprints.size === 0 && ', ''],
  ],
);
const commands = of('libs/platform/src/commands/command-runner.ts', 'platform', 'command-runner', [
  ['a retry gets the first answer', 'if (known) return known;', ''],
  [
    'a key is looked up again before a refusal',
    'const since = isRefusal(error) ? await this.replay(entry, request) : undefined;',
    'const since = undefined as CommandOutcome | Problem | undefined;',
  ],
  ['a key stands for the same request', 'if (bound.fingerprint !== this.fingerprint(request))', 'if (false)'],
  ['a conflict is tried again', 'if (!since && mayRetry(error, entry.aggregate, request, retries)) continue;', ''],
  ['a stale version is refused', 'refuseStaleVersion(history, request);\n', ''],
  ['a record above the clearance is not there', 'refuseUncleared(history, request.caller);\n', ''],
  [
    'every event fits its contract before it is stored',
    'for (const event of decided) this.options.schemas.assertValid(event);',
    '',
  ],
  ['a refusal is kept', 'await this.options.log.recordRefusal({', 'void ((_: object): void => undefined)({'],
]);
const turns = of('libs/platform/src/commands/stream-queue.ts', 'platform', 'command-runner', [
  [
    'commands to one record take turns',
    '(this.tails.get(name) ?? Promise.resolve()).then(task)',
    'Promise.resolve().then(task)',
  ],
]);

export const MUTANTS = [
  ...[sqliteLog, sqliteFile, eventsSchema, mongodbLog, mongodbSequence, memoryLog, eventFilter, consumer, seeded],
  ...[
    sqliteViews,
    mongodbViews,
    viewsSchema,
    memoryViews,
    documentPort,
    documentPage,
    documentFilter,
    projector,
    readModel,
    projection,
  ],
  ...[deadlines, deadlineBook, policies, guard, callers, commands, turns],
  ...[ownKeys, sqliteKeys, mongodbKeys, records, earlierNames],
].flat();

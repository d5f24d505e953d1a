/**
 * Text that must be unique across streams while it is held, such as the name of an operation that is still open.
 * The stored form carries the version of the normaliser, since a better one must not change what older commits hold.
 */
export type Claim = Readonly<{ kind: string; value: string }>;

/** Exercises have a name space of their own: a drill may be called as a real operation is. */
export type Realm = 'real' | 'exercise';

/** Text of a claim as it is stored, e.g. `operation-name/1:real:buffalo`. */
export const claimText = (claim: Claim, realm: Realm): string => `${claim.kind}:${realm}:${claim.value}`;

/**
 * Version 1 of how names compare: without case, accents and punctuation marks on letters; hyphens, spaces and underscores
 * are one, as are apostrophes, and characters that nobody can see do not count. `Dangaré  Wotoro` and `DANGARE-WOTORO` are the same name (`OPS-1`).
 */
export const normaliseName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '') // accents, and what nobody can see
    .toLowerCase() // lower, upper, lower is the closest to Unicode case folding: ẞ becomes ß, ß becomes ss
    .toUpperCase()
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc\u0060]/gu, "'") // N'Tillit is written with every kind of apostrophe
    .replace(/[\s_\p{Pd}\u2212]+/gu, ' ')
    .trim();

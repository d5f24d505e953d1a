import type { UniversalViolationCode } from '@opsledger/kernel';
import type { Sentence } from './sentence.js';

/** What a refusal is called, and what it says of this very request. */
export type ProblemText = Readonly<{ title: Sentence; detail?: Sentence }>;

/** What the platform itself refuses, whatever the service. */
export type PlatformProblemCode =
  | UniversalViolationCode
  | 'BODY_IS_NOT_JSON'
  | 'BODY_IS_NOT_UTF8'
  | 'BODY_IS_TOO_LARGE'
  | 'BODY_IS_TOO_DEEP'
  | 'BODY_HAS_TOO_MANY_MEMBERS'
  | 'MEDIA_TYPE_IS_NOT_SUPPORTED'
  | 'REQUEST_IS_NOT_WELL_FORMED'
  | 'FIELDS_ARE_NOT_VALID'
  | 'SIGN_IN_NEEDED'
  | 'ROLE_NOT_SUFFICIENT'
  | 'NOT_FOUND'
  | 'ACTION_IS_UNKNOWN'
  | 'METHOD_IS_NOT_ALLOWED'
  | 'VERSION_CONFLICT'
  | 'RECORD_IS_CHANGING_TOO_FAST'
  | 'CORRECTION_DOES_NOT_FIT_ITS_EVENT'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'EXERCISE_IS_FIXED_FOR_A_RECORD'
  | 'IMPORT_ROWS_REJECTED'
  | 'IMPORT_MET_A_CONFLICT'
  | 'IMPORT_BROKE_OFF'
  | 'NOT_KNOWN_AT_THAT_TIME'
  | 'READ_MODEL_IS_BEHIND'
  | 'READ_MODELS_UNAVAILABLE'
  | 'RECORD_IS_SET_ASIDE'
  | 'PROJECTION_IS_BEING_REBUILT'
  | 'POSITION_LIES_BEYOND_THE_LOG'
  | 'POSITION_IS_OF_ANOTHER_LOG'
  | 'POSITION_WAS_PUT_BACK'
  | 'LIST_IS_OF_ANOTHER_LOG'
  | 'WRITE_IS_NOT_IN_THIS_LOG'
  | 'TOO_MANY_STREAMS'
  | 'OUTCOME_UNKNOWN'
  | 'LOG_UNAVAILABLE'
  | 'SIGN_IN_CANNOT_BE_CHECKED'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_IS_NOT_REACHED'
  | 'SERVICE_DOES_NOT_ANSWER'
  | 'SERVICE_ANSWER_BROKE_OFF'
  | 'SERVICE_HAS_TOO_MUCH_TO_DO'
  | 'SERVICE_DOES_NOT_BELIEVE_THE_GATEWAY'
  | 'INTERNAL_FAULT';

export const platformProblems: Readonly<Record<PlatformProblemCode, ProblemText>> = {
  OCCURRED_AT_LIES_IN_THE_FUTURE: {
    title: { en: 'It cannot have happened yet', fr: "Cela n'a pas encore pu se produire" },
    detail: {
      en: 'occurredAt is {occurredAt}; it may not be later than {notAfter}.',
      fr: 'occurredAt vaut {occurredAt} ; il ne peut être postérieur à {notAfter}.',
    },
  },
  KNOWN_AT_LIES_IN_THE_FUTURE: {
    title: { en: 'It cannot be known yet', fr: 'Cela ne peut être connu dès maintenant' },
    detail: { en: 'knownAt is {knownAt}; it is {now} now.', fr: 'knownAt vaut {knownAt} ; il est {now}.' },
  },
  KNOWN_AT_PRECEDES_KNOWN_HISTORY: {
    title: { en: 'The record already knows what came later', fr: 'Le dossier connaît déjà la suite' },
    detail: {
      en: 'knownAt is {knownAt}; the record has history known since {knownSince}.',
      fr: 'knownAt vaut {knownAt} ; le dossier contient des faits connus depuis {knownSince}.',
    },
  },
  KNOWN_AT_NEEDS_A_STREAM_WITHOUT_LIVE_EVENTS: {
    title: {
      en: 'The record has entries of its own; older history can no longer be brought in',
      fr: "Le dossier a ses propres entrées ; l'historique ne peut plus y être versé",
    },
  },
  BODY_IS_NOT_JSON: { title: { en: 'The body is not JSON', fr: "Le corps n'est pas du JSON" } },
  BODY_IS_NOT_UTF8: { title: { en: 'The body is not UTF-8', fr: "Le corps n'est pas en UTF-8" } },
  BODY_IS_TOO_LARGE: { title: { en: 'The body is too large', fr: 'Le corps est trop volumineux' } },
  BODY_IS_TOO_DEEP: {
    title: { en: 'The body is nested too deeply', fr: 'Le corps est imbriqué trop profondément' },
    detail: { en: 'At most {limit} levels are taken.', fr: 'Au plus {limit} niveaux sont acceptés.' },
  },
  BODY_HAS_TOO_MANY_MEMBERS: {
    title: { en: 'The body has too many members', fr: 'Le corps a trop de membres' },
    detail: { en: 'At most {limit} are taken.', fr: 'Au plus {limit} sont acceptés.' },
  },
  MEDIA_TYPE_IS_NOT_SUPPORTED: {
    title: { en: 'This content type is not taken here', fr: "Ce type de contenu n'est pas accepté ici" },
  },
  REQUEST_IS_NOT_WELL_FORMED: { title: { en: 'The request is not well formed', fr: 'La requête est mal formée' } },
  FIELDS_ARE_NOT_VALID: {
    title: { en: 'Some fields are not as they must be', fr: 'Certains champs ne sont pas conformes' },
  },
  SIGN_IN_NEEDED: {
    title: { en: 'A valid bearer token is needed', fr: 'Un jeton valide est nécessaire' },
  },
  ROLE_NOT_SUFFICIENT: {
    title: { en: 'Your roles do not allow this', fr: 'Vos rôles ne le permettent pas' },
    detail: { en: 'One of these roles is needed: {allowed}.', fr: "L'un de ces rôles est nécessaire : {allowed}." },
  },
  NOT_FOUND: { title: { en: 'There is nothing here', fr: "Il n'y a rien ici" } },
  ACTION_IS_UNKNOWN: {
    title: { en: 'There is no such action', fr: "Cette action n'existe pas" },
    detail: { en: 'Under /actions/ there are: {allowed}.', fr: 'Sous /actions/ se trouvent : {allowed}.' },
  },
  METHOD_IS_NOT_ALLOWED: {
    title: { en: 'This method is not allowed here', fr: "Cette méthode n'est pas permise ici" },
  },
  CORRECTION_CHANGES_NOTHING: {
    title: { en: 'A correction changes something', fr: 'Une rectification change quelque chose' },
  },
  CORRECTION_DOES_NOT_FIT_ITS_EVENT: {
    title: {
      en: 'The corrected event would not be an event of its type',
      fr: "L'événement corrigé ne serait plus un événement de son type",
    },
    detail: {
      en: 'It is of type {type}, which has no such member or no such value.',
      fr: "Il est de type {type}, qui n'a pas ce champ ou pas cette valeur.",
    },
  },
  POSITION_LIES_BEYOND_THE_LOG: {
    title: {
      en: 'The log ends before this position: it is another log than yours, or an older backup was put back',
      fr: "Le journal finit avant cette position : ce n'est pas le vôtre, ou une sauvegarde plus ancienne a été remise",
    },
    detail: {
      en: 'Position {after}; the last is {head}. Compare `Opsledger-Log-Id`, and read again from 0.',
      fr: 'Position {after} ; la dernière est {head}. Comparez `Opsledger-Log-Id`, et relisez depuis 0.',
    },
  },
  POSITION_IS_OF_ANOTHER_LOG: {
    title: { en: 'The position is one of another log', fr: "La position est celle d'un autre journal" },
    detail: {
      en: 'This log never had the name {logId}. Read again from 0.',
      fr: "Ce journal n'a jamais porté le nom {logId}. Relisez depuis 0.",
    },
  },
  POSITION_WAS_PUT_BACK: {
    title: {
      en: 'The log was put back from a backup, and has other events from there on',
      fr: "Le journal a été restauré, et contient d'autres événements à partir de là",
    },
    detail: {
      en: 'Position {after}; what was read is still so up to {upTo}. Drop what came after, and go on from there.',
      fr: "Position {after} ; ce qui a été lu vaut encore jusqu'à {upTo}. Écartez la suite, et reprenez là.",
    },
  },
  LIST_IS_OF_ANOTHER_LOG: {
    title: {
      en: 'The list was begun before the log was put back from a backup, or in another log',
      fr: 'La liste a été commencée avant que le journal ne soit restauré, ou dans un autre journal',
    },
    detail: {
      en: 'It was begun in the log {logId}. Drop its pages and begin it again, without `cursor`.',
      fr: 'Elle a été commencée dans le journal {logId}. Écartez ses pages et recommencez-la, sans `cursor`.',
    },
  },
  WRITE_IS_NOT_IN_THIS_LOG: {
    title: {
      en: 'The log was put back from a backup without this write, or it is one of another log',
      fr: "Le journal a été restauré sans cette écriture, ou elle est celle d'un autre journal",
    },
    detail: {
      en: 'It was accepted in the log {logId}. Read the record without `Opsledger-Min-Position`, and write again what it lacks.',
      fr: 'Elle a été acceptée dans le journal {logId}. Lisez le dossier sans `Opsledger-Min-Position`, et récrivez ce qui lui manque.',
    },
  },
  TOO_MANY_STREAMS: {
    title: { en: 'Too many readers follow the events already', fr: 'Trop de lecteurs suivent déjà les événements' },
  },
  VERSION_CONFLICT: {
    title: { en: 'The record has changed', fr: 'Le dossier a changé' },
    detail: {
      en: 'You changed version {yourVersion}; the record is at version {currentVersion}.',
      fr: 'Vous avez modifié la version {yourVersion} ; le dossier est à la version {currentVersion}.',
    },
  },
  RECORD_IS_CHANGING_TOO_FAST: {
    title: {
      en: 'Others changed the record at the same moment; try again',
      fr: "D'autres ont modifié le dossier au même moment ; réessayez",
    },
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: { en: 'This idempotency key stands for another request', fr: 'Cette clé désigne une autre requête' },
  },
  EXERCISE_IS_FIXED_FOR_A_RECORD: {
    title: { en: 'A record stays an exercise, or stays real', fr: 'Un dossier reste un exercice, ou reste réel' },
  },
  IMPORT_ROWS_REJECTED: {
    title: {
      en: 'Nothing was imported: some rows are not accepted',
      fr: "Rien n'a été importé : certaines lignes sont refusées",
    },
    detail: { en: 'Rows that are not accepted: {rejected} of {rows}.', fr: 'Lignes refusées : {rejected} sur {rows}.' },
  },
  IMPORT_MET_A_CONFLICT: {
    title: {
      en: 'The import met a change made meanwhile',
      fr: "L'import a rencontré une modification faite entre-temps",
    },
    detail: {
      en: 'Rows that were refused: {refused} of {rows}; the others stand. Send the same rows again.',
      fr: 'Lignes refusées : {refused} sur {rows} ; les autres sont acquises. Renvoyez les mêmes lignes.',
    },
  },
  IMPORT_BROKE_OFF: {
    title: { en: 'The import broke off', fr: "L'import s'est interrompu" },
    detail: {
      en: 'Rows that were recorded and stand: {applied} of {rows}. What line {line} met is told in "problem". Send the same rows again: each is recorded once.',
      fr: "Lignes enregistrées, qui restent acquises : {applied} sur {rows}. Ce que la ligne {line} a rencontré figure dans « problem ». Renvoyez les mêmes lignes : chacune n'est enregistrée qu'une fois.",
    },
  },
  NOT_KNOWN_AT_THAT_TIME: {
    title: { en: 'Nothing was known of it then', fr: "On n'en savait rien à ce moment-là" },
  },
  RECORD_IS_SET_ASIDE: {
    title: {
      en: 'Entries of this record cannot be shown; an administrator has to look after it',
      fr: 'Des entrées de ce dossier ne peuvent être affichées ; un administrateur doit intervenir',
    },
  },
  PROJECTION_IS_BEING_REBUILT: {
    title: { en: 'The read model is being rebuilt already', fr: 'Le modèle de lecture est déjà en reconstruction' },
  },
  READ_MODEL_IS_BEHIND: {
    title: { en: 'The read side has not caught up yet', fr: "La lecture n'a pas encore rattrapé l'écriture" },
  },
  READ_MODELS_UNAVAILABLE: {
    title: { en: 'The read side cannot be reached', fr: 'La lecture est inaccessible' },
  },
  OUTCOME_UNKNOWN: {
    title: {
      en: 'Whether this was recorded is not known; send it again with the same key',
      fr: "On ne sait pas si l'écriture a eu lieu ; renvoyez-la avec la même clé",
    },
  },
  LOG_UNAVAILABLE: {
    title: {
      en: 'Nothing was recorded: the log cannot be written',
      fr: "Rien n'a été enregistré : le journal est inaccessible",
    },
  },
  SIGN_IN_CANNOT_BE_CHECKED: {
    title: { en: 'Who you are cannot be checked now', fr: 'Votre identité ne peut être vérifiée en ce moment' },
    detail: {
      en: 'The place where you signed in does not answer. Send the request again in a moment.',
      fr: "Le service d'authentification ne répond pas. Renvoyez la requête dans un instant.",
    },
  },
  TOO_MANY_REQUESTS: {
    title: { en: 'You ask for too much at once', fr: 'Vous demandez trop à la fois' },
    detail: { en: 'Go on in {seconds} seconds.', fr: 'Reprenez dans {seconds} secondes.' },
  },
  SERVICE_IS_NOT_REACHED: {
    title: { en: 'A part of the system cannot be reached', fr: 'Une partie du système est injoignable' },
    detail: {
      en: 'Nothing was changed: the request did not come to {service}. Send it again in a moment.',
      fr: "Rien n'a changé : la requête n'est pas parvenue à {service}. Renvoyez-la dans un instant.",
    },
  },
  SERVICE_DOES_NOT_ANSWER: {
    title: { en: 'A part of the system does not answer in time', fr: 'Une partie du système ne répond pas à temps' },
    detail: {
      en: 'Whether {service} has done what was asked is unknown. The same request under the same Idempotency-Key is safe.',
      fr: 'On ignore si {service} a fait ce qui était demandé. La même requête, avec la même Idempotency-Key, est sans risque.',
    },
  },
  SERVICE_ANSWER_BROKE_OFF: {
    title: {
      en: 'The answer of a part of the system broke off',
      fr: "La réponse d'une partie du système s'est interrompue",
    },
    detail: {
      en: 'Whether {service} has done what was asked is unknown. The same request under the same Idempotency-Key is safe.',
      fr: 'On ignore si {service} a fait ce qui était demandé. La même requête, avec la même Idempotency-Key, est sans risque.',
    },
  },
  SERVICE_HAS_TOO_MUCH_TO_DO: {
    title: { en: 'A part of the system has too much to do', fr: 'Une partie du système est surchargée' },
    detail: {
      en: 'Nothing was changed: too many requests wait for {service}. Send it again in a moment.',
      fr: "Rien n'a changé : trop de requêtes attendent {service}. Renvoyez-la dans un instant.",
    },
  },
  SERVICE_DOES_NOT_BELIEVE_THE_GATEWAY: {
    title: {
      en: 'A part of the system does not believe the gateway',
      fr: 'Une partie du système ne fait pas confiance à la passerelle',
    },
    detail: {
      en: 'Nothing was changed: {service} does not accept what the gateway says of who is asking. Tell whoever runs the system.',
      fr: "Rien n'a changé : {service} n'accepte pas ce que la passerelle dit de l'auteur de la requête. Prévenez l'exploitant.",
    },
  },
  INTERNAL_FAULT: { title: { en: 'A fault on our side', fr: 'Une erreur de notre côté' } },
};

/** What can be wrong with one field. */
export const fieldTexts = {
  FIELD_IS_REQUIRED: { en: 'It is required.', fr: 'Ce champ est obligatoire.' },
  FIELD_IS_UNKNOWN: { en: 'There is no such field.', fr: "Ce champ n'existe pas." },
  PARAMETER_IS_UNKNOWN: { en: 'There is no such query parameter.', fr: "Ce paramètre n'existe pas." },
  MEMBER_STANDS_TWICE: {
    en: 'It stands twice in its object: which one is meant is open.',
    fr: 'Il figure deux fois dans son objet : on ne sait lequel est visé.',
  },
  NUMBER_IS_TOO_LARGE: { en: 'The number is too large.', fr: 'Le nombre est trop grand.' },
  NOT_A_LIST_OF_TYPES: {
    en: 'It must be types of event, separated by commas.',
    fr: "Il faut des types d'événements séparés par des virgules.",
  },
  NOT_A_TEXT: {
    en: 'It must be text of 1 to {max} characters without control characters.',
    fr: 'Il faut un texte de 1 à {max} caractères sans caractère de contrôle.',
  },
  NOT_A_NAME: {
    en: 'It must be a name of 1 to {max} characters, on one line, without spaces around it, with at least one letter or digit.',
    fr: 'Il faut un nom de 1 à {max} caractères, sur une ligne, sans espaces autour, avec au moins une lettre ou un chiffre.',
  },
  NOT_ONE_OF: { en: 'It must be one of the allowed values.', fr: "Il faut l'une des valeurs permises." },
  NOT_A_BOOLEAN: { en: 'It must be true or false.', fr: 'Il faut true ou false.' },
  NOT_A_WHOLE_NUMBER: {
    en: 'It must be a whole number from {min} to {max}.',
    fr: 'Il faut un nombre entier de {min} à {max}.',
  },
  NOT_A_LIST: { en: 'It must be a list of at most {max}.', fr: "Il faut une liste d'au plus {max} éléments." },
  NOT_AN_OBJECT: { en: 'It must be an object.', fr: 'Il faut un objet.' },
  NOT_AN_EDTF_DATE: {
    en: 'It must be a date in EDTF that exists, such as 2022-03, 2022-03-07/2022-03-14 or 2022-03-31/...',
    fr: 'Il faut une date EDTF qui existe, par exemple 2022-03, 2022-03-07/2022-03-14 ou 2022-03-31/...',
  },
  NOT_A_DAY: {
    en: 'It must be a day that exists, such as 2022-03-05.',
    fr: 'Il faut un jour qui existe, par exemple 2022-03-05.',
  },
  PERIOD_ENDS_BEFORE_IT_STARTS: {
    en: 'The period ends before it starts.',
    fr: 'La période finit avant de commencer.',
  },
  PERIOD_IS_TOO_LONG: {
    en: 'The period has more than {max} days.',
    fr: 'La période compte plus de {max} jours.',
  },
  NOT_AN_INSTANT: {
    en: 'It must be an instant in UTC, such as 2022-03-05T12:00:00Z.',
    fr: 'Il faut un instant en UTC, par exemple 2022-03-05T12:00:00Z.',
  },
  NOT_AN_IDENTIFIER: {
    en: 'It must be an id or a reference of a record.',
    fr: "Il faut l'identifiant ou la référence d'un dossier.",
  },
  NOT_A_GRADE: {
    en: 'It must be a reliability from A to F with a credibility from 1 to 6, such as B2.',
    fr: 'Il faut une fiabilité de A à F suivie d’une crédibilité de 1 à 6, par exemple B2.',
  },
  NOT_A_CURSOR: { en: 'It must be a cursor as a page gave it.', fr: "Il faut un curseur tel qu'une page l'a donné." },
  NOT_A_NUMBER: { en: 'It must be a number from {min} to {max}.', fr: 'Il faut un nombre de {min} à {max}.' },
  POINT_IS_INCOMPLETE: {
    en: 'A point needs both `lat` and `lon`.',
    fr: 'Un point demande à la fois `lat` et `lon`.',
  },
  POINT_LIES_OUTSIDE_THE_MISSION_AREA: {
    en: 'It lies outside Mali: latitude 10.1 to 25.1, longitude -12.3 to 4.3.',
    fr: 'Le point est hors du Mali : latitude de 10,1 à 25,1, longitude de -12,3 à 4,3.',
  },
  NOT_AN_MGRS_REFERENCE: {
    en: 'It must be a reference of the military grid that exists, such as 30PUB7251001584.',
    fr: 'Il faut une référence du carroyage militaire qui existe, par exemple 30PUB7251001584.',
  },
  MGRS_CONTRADICTS_THE_POINT: {
    en: '`mgrs` and `lat`, `lon` are further apart than `accuracyM` ({within} m unless it is said).',
    fr: '`mgrs` et `lat`, `lon` sont plus éloignés que `accuracyM` ({within} m sauf indication).',
  },
  ACCURACY_IS_OF_NO_POINT: {
    en: 'It says how good a point or a reference is, and there is none.',
    fr: "Il qualifie un point ou une référence, et il n'y en a pas.",
  },
  NOT_A_PLACE: {
    en: 'It must be the id of a place of the gazetteer, such as ml-niono.',
    fr: "Il faut l'identifiant d'un lieu du répertoire, par exemple ml-niono.",
  },
  NOT_A_VERSION: {
    en: 'It must be an entity tag as a record gave it, such as "3".',
    fr: 'Il faut une étiquette telle que "3".',
  },
  NOT_A_KEY: {
    en: 'It must be 1 to 200 visible ASCII characters.',
    fr: 'Il faut de 1 à 200 caractères ASCII visibles.',
  },
  NOT_A_NAME_OF_A_LOG: { en: 'It must be the name of a log.', fr: "Ce doit être le nom d'un journal." },
  NOT_A_POSITION: {
    en: 'It must be a position as a write gave it.',
    fr: "Il faut une position telle qu'une écriture l'a donnée.",
  },
  NOT_A_COMMAND: {
    en: 'It must be a command that can be imported.',
    fr: 'Il faut une commande qui peut être importée.',
  },
  NOT_AN_ID: { en: 'It must be the id of a record.', fr: "Il faut l'identifiant d'un dossier." },
  NOT_A_SHA256: { en: 'It must be a SHA-256 in hexadecimal.', fr: 'Il faut un SHA-256 en hexadécimal.' },
  NOT_A_COUNTRY: {
    en: 'It must be a country in three letters (ISO 3166-1 alpha-3), such as TGO.',
    fr: 'Il faut un pays en trois lettres (ISO 3166-1 alpha-3), par exemple TGO.',
  },
  NOT_A_BOX: {
    en: 'It must be west, south, east, north in degrees, such as -5.5,13.0,-2.5,15.5.',
    fr: 'Il faut ouest, sud, est, nord en degrés, par exemple -5.5,13.0,-2.5,15.5.',
  },
  NOT_A_POINT: {
    en: 'It must be latitude and longitude in degrees, such as 14.81,-6.02, or an MGRS reference.',
    fr: 'Il faut latitude et longitude en degrés, par exemple 14.81,-6.02, ou une référence MGRS.',
  },
  NEAR_IS_NEEDED: { en: 'It says how far from `near`, which is not there.', fr: 'Il complète `near`, qui manque.' },
  PLACE_IS_UNKNOWN: {
    en: 'The gazetteer has no such place.',
    fr: 'Le répertoire des lieux ne connaît pas ce lieu.',
  },
  PLACE_IS_AMBIGUOUS: {
    en: 'Several places are called so; give the id of one.',
    fr: "Plusieurs lieux portent ce nom ; donnez l'identifiant de l'un d'eux.",
  },
  ONE_PAIR_IS_NEEDED: {
    en: 'Give two versions (`from`, `to`) or two instants (`fromAsOf`, `toAsOf`).',
    fr: 'Donnez deux versions (`from`, `to`) ou deux instants (`fromAsOf`, `toAsOf`).',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** A code without its sentences does not compile. */
export type FieldErrorCode = keyof typeof fieldTexts;

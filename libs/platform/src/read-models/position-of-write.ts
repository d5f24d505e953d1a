/** A write, by the stream and its version after it, in the log of a name: after a backup was put back, the same version may be another event. */
export type PositionOfWrite = Readonly<{ stream: string; version: number; logId: string }>;

const FORM = /^([a-z]+(?:-[a-z]+)*-[0-9a-f-]{36})@(\d{1,9})@([\w-]{1,64})$/;

/** What `Opsledger-Position` says of a write. */
export const positionOfWrite = ({ stream, version, logId }: PositionOfWrite): string => `${stream}@${version}@${logId}`;

/** What `Opsledger-Min-Position` asks for, if it can be what a write gave. */
export const parsePositionOfWrite = (text: string): PositionOfWrite | undefined => {
  const [, stream, version, logId] = FORM.exec(text) ?? [];
  return stream === undefined ? undefined : { stream, version: Number(version), logId: logId! };
};

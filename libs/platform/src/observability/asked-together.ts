/**
 * One look answers all who ask while it is under way and for a while after: what anybody may ask without a sign-in costs no more,
 * however many ask. A failure is told to those who waited for it, and to nobody after.
 */
export const askedTogether = <Answer>(
  look: () => Promise<Answer>,
  freshMilliseconds: (answer: Answer) => number,
): (() => Promise<Answer>) => {
  let last: Promise<Answer> | undefined;
  const forget = (): void => void (last = undefined);
  const lookOnce = async (): Promise<Answer> => {
    try {
      const answer = await look();
      setTimeout(forget, freshMilliseconds(answer)).unref();
      return answer;
    } catch (error) {
      forget();
      throw error;
    }
  };
  return () => (last ??= lookOnce());
};

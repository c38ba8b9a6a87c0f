/**
 * What the provider writes to the engine's log. It has no resource to attach it to, so that a report of
 * a preview knows it by its lead among the messages of other packages.
 */
const LEAD = "Kafka Connect: ";

export const notice = {
  format: (text: string): string => `${LEAD}${text}`,
  /** Undefined for a message of another package. */
  parse: (message: string): string | undefined =>
    message.startsWith(LEAD) ? message.slice(LEAD.length) : undefined,
};

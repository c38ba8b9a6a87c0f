/**
 * Messages of the provider in the engine's log. They are attached to no resource, so the report of
 * a preview recognises them among the messages of other packages by their prefix.
 */
const LEAD = "Kafka Connect: ";

export const notice = {
  format: (text: string): string => `${LEAD}${text}`,
  /** Undefined for a message of another package. */
  parse: (message: string): string | undefined =>
    message.startsWith(LEAD) ? message.slice(LEAD.length) : undefined,
};

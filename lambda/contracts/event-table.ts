/** Key schema of the event table: read by the construct that creates it and the adapters that query it. */
export const EVENT_TABLE = {
  partitionKey: 'pk',
  ttl: 'expiresAt',
  indexes: {
    /** All events of one document, newest first. */
    byDocument: {
      name: 'byDocument',
      partitionKey: 'documentKey',
      sortKey: 'receivedAt',
      /** Only what never changes after the claim, so that no later write touches the index. */
      include: ['eventId', 'eventType', 'source'],
    },
    /** Final events of one status and day, newest first; sparse. */
    byStatus: {
      name: 'byStatus',
      partitionKey: 'statusDay',
      sortKey: 'updatedAt',
      include: [],
    },
    /** Open events by deadline; sparse. */
    byWork: { name: 'byWork', partitionKey: 'workShard', sortKey: 'dueAt', include: [] },
  },
} as const;

import { defineConfig } from '../../../lib/config/config';

const DAY = 86_400;

/** The sources the journeys send to: per provider one as configured by default, and one for each option that changes an answer. */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai' },
    { id: 'limai-recent', provider: 'limai', maxEventAgeSeconds: DAY },
    { id: 'limai-unread', provider: 'limai' },
    { id: 'limai-new', provider: 'limai' },
    { id: 'limai-text', provider: 'limai', options: { challengeAnswer: 'text', verification: 'unsigned' } },
    { id: 'extend', provider: 'extend' },
    { id: 'extend-recent', provider: 'extend', maxEventAgeSeconds: DAY },
    { id: 'extend-unread', provider: 'extend' },
    { id: 'extend-new', provider: 'extend' },
  ],
  // Every journey is scanned for what may never be printed.
  logLevel: 'DEBUG',
});

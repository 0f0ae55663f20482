import inbox from '../../../extraction-inbox.config';
import { defineConfig } from '../../../lib/config/config';

/** The stack as it is configured, without alarms: MiniStack refuses composite ones. */
export default defineConfig({ ...inbox, monitoring: { alarms: 'none' } });

import * as z from 'zod/mini';

export const eventTableEnv = z.object({ EVENT_TABLE_NAME: z.string().check(z.minLength(1)) });

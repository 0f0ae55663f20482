import * as z from 'zod/mini';

export const bucketEnv = z.object({ BUCKET_NAME: z.string().check(z.minLength(1)) });

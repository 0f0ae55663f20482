import * as z from 'zod/mini';

/** Read by every AWS client; absent unless the configuration asks for FIPS endpoints. The local run sets it to `false`. */
export const awsClientsEnv = z.object({
  AWS_USE_FIPS_ENDPOINT: z.optional(z.string()),
});

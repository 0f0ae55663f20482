/** Time-outs of an operator's calls to AWS: longer than a function's, but a host that never answers ends in an error. */
export const CALL_LIMITS = {
  requestHandler: {
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    socketTimeout: 30_000,
    // Without it the SDK only warns when the time is over.
    throwOnRequestTimeout: true,
  },
} as const;

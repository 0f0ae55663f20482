/** Context key of the local run, which stands for every account and region: the template names none. */
export const ANY_ENVIRONMENT = 'anyEnvironment';

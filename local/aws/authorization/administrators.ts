/**
 * Access keys of the account's administrators, who may do everything: who creates the stack, and whoever works with it (the
 * person at the terminal, the operator's commands, tests). Every other key must be a deployed function's.
 */
export const ADMINISTRATORS = { deployer: 'deployer', operator: 'local' } as const;

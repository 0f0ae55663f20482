export * from './extraction-inbox';
export * from './props/choices';
export * from './props/extraction-inbox-props';
export {
  ExtendSource,
  type ExtendSourceProps,
  InboxSource,
  type InboxSourceProps,
  LimaiSource,
  type LimaiSourceProps,
} from './props/inbox-source';

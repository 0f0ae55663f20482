export * from './extraction-inbox';
export * from './props/choices';
export * from './props/extraction-inbox-props';
export { ExtendRegion, ExtendSource, type ExtendSourceProps } from './props/sources/extend-source';
export * from './props/sources/extraction-provider';
export { InboxSource, type InboxSourceProps } from './props/sources/inbox-source';
export {
  LimaiChallengeAnswer,
  LimaiSource,
  type LimaiSourceProps,
  LimaiVerification,
} from './props/sources/limai-source';

/** What `object` says in the payload of an event, by the event type's resource (extend-ai 1.20.0). */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['classify_run', ['classify_run']],
  ['split_run', ['split_run']],
  ['parse_run', ['parse_run_status', 'parse_run']],
  ['edit_run', ['edit_run']],
  ['form_detection_run', ['form_detection_run']],
  ['batch_processor_run', ['batch_run']],
  ['batch_parse_run', ['batch_run']],
  ['workflow_run', ['workflow_run']],
  ['workflow_run.step_run', ['workflow_step_run', 'step_run']],
  ['workflow', ['workflow', 'workflow_version']],
  ['extractor', ['extractor', 'extractor_version']],
  ['classifier', ['classifier', 'classifier_version']],
  ['splitter', ['splitter', 'splitter_version']],
]);

export const LINK_OBJECT = 'signed_data_url';
export const RUN_OBJECT = 'extract_run';

/** Every kind that a payload may be when it is no link. */
export const RESOURCE_OBJECTS: ReadonlySet<string> = new Set([RUN_OBJECT, ...[...KINDS.values()].flat()]);

/** What no resource is called. */
const NO_RESOURCES: readonly string[] = [LINK_OBJECT, 'error', ''];

/** Whether an object of this name may be what an event of this type tells of. A type this version does not know may tell of any. */
export function isResourceOf(eventType: string, object: string | undefined): boolean {
  if (object === undefined || NO_RESOURCES.includes(object)) {
    return false;
  }
  const [first = '', second] = eventType.split('.');
  const kinds = KINDS.get(`${first}.${second}`) ?? KINDS.get(first);
  return kinds?.includes(object) ?? true;
}

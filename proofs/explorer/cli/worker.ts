import { doWork, type WorkUnit } from '../search/work-units';

process.on('message', (unit: WorkUnit) => {
  void doWork(unit).then((result) => process.send?.(result));
});

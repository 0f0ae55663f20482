import { exploreUnit, type WorkUnit } from '../search/work-units';

process.on('message', (unit: WorkUnit) => {
  void exploreUnit(unit).then((result) => process.send?.(result));
});
